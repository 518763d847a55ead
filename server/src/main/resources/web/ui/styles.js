const loaded = new Map();

/** Loads a style sheet once; resolves when it is in effect, so that nothing is shown without it. */
export function style(url) {
  if (!loaded.has(url)) {
    loaded.set(url, new Promise((resolve, reject) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url, onload: resolve });
      link.onerror = () => {
        // Asked for again, it may come.
        link.remove();
        loaded.delete(url);
        reject(new Error(`a style sheet could not be fetched: ${url}`));
      };
      document.head.append(link);
    }));
  }
  return loaded.get(url);
}
