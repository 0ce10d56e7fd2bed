-- What wrk posts: one order of a few lines, about 300 bytes; with ORDERS=FILE those of a file in turn, one a line (the load tests' command
-- `orders` writes real ones); with ORDERS=BYTES one order as long as that.
local head = '{"customerId":"17850-000042","reference":"536365","currency":"GBP","items":['
local line = '{"sku":"85123A","quantity":6,"unitPrice":2.55}'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = head .. line ..
  ',{"sku":"71053","quantity":6,"unitPrice":3.39},' ..
  '{"sku":"84406B","quantity":8,"unitPrice":2.75},{"sku":"84029G","quantity":6,"unitPrice":3.39},' ..
  '{"sku":"22752","quantity":2,"unitPrice":7.65}]}'

local orders = os.getenv("ORDERS") or ""
local bytes = tonumber(orders)
if bytes then
  -- An order has at most 2,000 lines; what is longer has a long note.
  local more = math.min(1999, math.max(0, math.floor((bytes - #head - #line - 2) / (#line + 1))))
  local body = head .. line .. string.rep("," .. line, more) .. "]"
  local note = bytes - #body - #',"note":""}'
  wrk.body = note < 0 and body .. "}" or body .. ',"note":"' .. string.rep("n", note) .. '"}'
elseif orders ~= "" then
  local requests, next = {}, 0
  -- Made once: what Lua does for each request is taken from the server under test.
  function init()
    for body in io.lines(orders) do
      requests[#requests + 1] = wrk.format(nil, nil, nil, body)
    end
  end
  function request()
    next = next % #requests + 1
    return requests[next]
  end
end
