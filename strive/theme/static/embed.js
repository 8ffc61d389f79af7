// Players of other sites load when they are asked for, not before: nobody is told who reads here.

const PERMISSIONS = "accelerometer; autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture";

function play(event) {
  const link = event.target.closest(".embed-link");
  const embed = link?.closest("[data-embed-src]");
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!embed || elsewhere) return;
  event.preventDefault();
  embed.replaceChild(frame(embed, link), link);
  embed.classList.add("embed-playing");
  embed.querySelector("iframe").focus();
}

function frame(embed, link) {
  const address = new URL(embed.dataset.embedSrc);
  if (embed.classList.contains("embed-video")) address.searchParams.set("autoplay", "1");
  const player = document.createElement("iframe");
  player.src = address;
  player.title = link.textContent.trim();
  player.allow = PERMISSIONS;
  player.referrerPolicy = "strict-origin-when-cross-origin";
  return player;
}

document.addEventListener("click", play);
