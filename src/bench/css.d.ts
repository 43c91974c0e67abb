/** Style sheets that a bundle of the bench carries as text. */
declare module '@xterm/xterm/css/xterm.css' {
  const text: string;
  export default text;
}
