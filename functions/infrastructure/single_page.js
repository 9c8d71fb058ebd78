// CloudFront function (cloudfront-js-2.0), viewer request: a page of a single-page application is index.html,
// whatever its path. Only what has no file extension is a page, so a missing file keeps its 404.
function handler(event) {
  const request = event.request;
  const name = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (!name.includes(".")) {
    request.uri = "/index.html";
  }
  return request;
}
