/** Runs in the head, before the first paint: the bench has its remembered width at once, and nothing jumps. */
export const layoutScript =
  "try{var l=JSON.parse(localStorage.getItem('dualpath.layout')||'{}');if(l.width>0)document.documentElement.style.setProperty('--bench-width',l.width+'px')}catch(e){}";
