// A short story and several questions of the other types, which Python puts before this file.

export default component("case");
