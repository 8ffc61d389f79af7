// What search engines and social networks will show, drawn while one writes.

const cut = (text, most) => (text.length > most ? `${text.slice(0, most).replace(/\s+\S*$/, "")} …` : text);

export function cards(form) {
  const place = form.querySelector("[data-cards]");
  const part = (name) => place.querySelector(`[data-card="${name}"]`);
  const value = (name) => form.elements[name].value.trim();
  const note = form.querySelector("[data-slug-note]");
  const slugShown = form.querySelector("[data-slug-shown]");
  let rendered = { excerpt: "", slug: "" };

  function draw() {
    const slug = value("slug") || rendered.slug || "…";
    const address = new URL(place.dataset.base, location.href);
    const title = value("seo_title") || value("title") || "Title";
    const about = value("seo_description") || value("excerpt") || rendered.excerpt;
    part("url").textContent = `${address.host} › ${address.pathname.split("/").filter(Boolean).concat(slug).join(" › ")}`;
    part("title").textContent = cut(`${title} · ${place.dataset.site}`, 62);
    part("description").textContent = cut(about, 158);
    part("host").textContent = address.host;
    part("social-title").textContent = cut(value("social_title") || title, 80);
    part("social-description").textContent = cut(value("social_description") || about, 110);
    picture(value("seo_image_url") || value("image_url") || place.dataset.image);
    slugShown.textContent = slug;
    if (note) note.hidden = !value("slug") || value("slug") === note.dataset.slugWas;
  }

  function picture(url) {
    const isImage = /^(\/(?!\/)|https?:)/.test(url);
    const box = part("image");
    box.hidden = !isImage;
    if (!isImage || box.firstChild?.getAttribute("src") === url) return;
    const image = new Image();
    image.alt = "";
    image.setAttribute("src", url);
    box.replaceChildren(image);
  }

  place.hidden = false;
  form.addEventListener("input", draw);
  form.addEventListener("settled", (event) => {
    if (note && event.detail.status === "published") note.dataset.slugWas = event.detail.slug;
    draw();
  });
  form.addEventListener("rendered", (event) => {
    rendered = event.detail;
    draw();
  });
  draw();
}
