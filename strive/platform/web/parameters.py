"""Query parameters of the API, read strictly: what is declared, once each, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Scope

from strive.platform.errors import Invalid

SCHEMAS: Final = "#/components/schemas/{name}"  # where OpenAPI keeps what is shared

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_BOOLEANS: Final = {"true": True, "false": False}
_NAME_CHARACTERS_SHOWN: Final = 60
_NO_NUL: Final = {"pattern": "^[^\\u0000]*$"}  # MongoDB takes none, so no text may have one
_OWN: Final = frozenset({"description", "examples"})  # of the parameter, not of its schema

T = TypeVar("T", bound=msgspec.Struct)
Schema = dict[str, Any]


class ParameterInvalid(Invalid):
    """A parameter is unknown, given twice, or has a value it cannot have; the message names it."""

    code = "parameter_invalid"


class NoParameters(msgspec.Struct, frozen=True):
    """For an endpoint that takes none."""


class Parameters(Generic[T]):
    """The query parameters an endpoint takes: the fields of a struct.

    A field's type says what its values are: text, a whole number, true or false, an enumeration,
    or a tuple of texts, which is written with commas. `Meta` limits and describes it, for the
    reader and for OpenAPI alike. A field without a default is required. `choices` names the
    texts that may stand in a tuple, each once.
    """

    def __init__(self, type_: type[T], choices: Mapping[str, Sequence[str]] | None = None) -> None:
        self._components = msgspec.json.schema_components([type_], ref_template=SCHEMAS)[1]
        own = self._components[type_.__name__]
        self._type = type_
        self._schemas: dict[str, Schema] = {
            name: _NO_NUL | schema if schema.get("type") == "string" else schema
            for name, schema in own["properties"].items()
        }
        for name, texts in (choices or {}).items():
            items = {"type": "string", "enum": list(texts)}
            self._schemas[name] |= {"items": items, "minItems": 1, "uniqueItems": True}
        self._required: frozenset[str] = frozenset(own.get("required", ()))

    def read(self, scope: Scope) -> T:
        """Return the parameters of a request.

        Raises:
            ParameterInvalid: The query has something that does not belong there.
        """
        given = {name: self._value(name, text) for name, text in _pairs(scope).items()}
        for name in self._required - given.keys():
            raise ParameterInvalid(f"The parameter {name} is missing.")
        try:
            return msgspec.convert(given, self._type)
        except msgspec.ValidationError as error:
            raise self._explained(error) from error

    def described(self) -> list[dict[str, Any]]:
        """Return the parameters as OpenAPI writes them."""
        return [
            {
                "name": name,
                "in": "query",
                "required": name in self._required,
                "description": schema.get("description", ""),
                "schema": {key: _plain(value) for key, value in schema.items() if key not in _OWN},
                **({"explode": False} if schema.get("type") == "array" else {}),
                **({"examples": _examples(schema)} if "examples" in schema else {}),
            }
            for name, schema in self._schemas.items()
        ]

    def _value(self, name: str, text: str) -> Any:
        """Read a value as what its parameter is; what cannot be read so is refused later."""
        schema = self._schemas.get(name)
        if schema is None:
            known = ", ".join(self._schemas) or "none"
            shown = name[:_NAME_CHARACTERS_SHOWN]
            message = f"There is no parameter {shown!r} here; there are: {known}."
            raise ParameterInvalid(message)
        kind = schema.get("type")
        if kind == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "boolean":
            return _BOOLEANS.get(text, text)
        if kind == "array":
            return _chosen(name, text.split(","), schema["items"]["enum"])
        if "\0" in text:
            raise ParameterInvalid(f"The parameter {name} may not contain a NUL character.")
        return text

    def _explained(self, error: msgspec.ValidationError) -> ParameterInvalid:
        """Say which parameter is wrong, and what it could have been."""
        name = re.sub(r"^.*`\$\.([A-Za-z]+).*$", r"\1", str(error), flags=re.DOTALL)
        schema = self._schemas[name]
        reference = schema.get("$ref", "").rpartition("/")[2]
        expected = _expected(self._components.get(reference, schema))
        return ParameterInvalid(f"The parameter {name} must be {expected}.")


def _pairs(scope: Scope) -> dict[str, str]:
    """Return what stands in the query by name."""
    raw: bytes = scope["query_string"]
    if not raw:
        return {}
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise ParameterInvalid("The query of the address is not UTF-8, percent-encoded.") from error
    given = dict(pairs)
    for name in given if len(given) < len(pairs) else ():
        if sum(other == name for other, _ in pairs) > 1:
            shown = name[:_NAME_CHARACTERS_SHOWN]
            raise ParameterInvalid(f"The parameter {shown!r} is given more than once.")
    return given


def _chosen(name: str, texts: list[str], choices: list[str]) -> tuple[str, ...]:
    if len(set(texts)) < len(texts) or not set(texts) <= set(choices):
        known = ", ".join(choices)
        raise ParameterInvalid(f"The parameter {name} must name some of these, each once: {known}.")
    return tuple(texts)


def _expected(schema: Schema) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if schema["type"] == "integer":
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "boolean":
        return "true or false"
    return f"a text of {schema.get('minLength', 0)} to {schema['maxLength']} characters"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _examples(schema: Schema) -> dict[str, Any]:
    return {str(example): {"value": example} for example in schema["examples"]}
