-- One order of a few lines, about 300 bytes, from a buyer of its own each time it is read.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"customerId":"17850-000042","reference":"536365","currency":"GBP","items":[' ..
  '{"sku":"85123A","quantity":6,"unitPrice":2.55},{"sku":"71053","quantity":6,"unitPrice":3.39},' ..
  '{"sku":"84406B","quantity":8,"unitPrice":2.75},{"sku":"84029G","quantity":6,"unitPrice":3.39},' ..
  '{"sku":"22752","quantity":2,"unitPrice":7.65}]}'
