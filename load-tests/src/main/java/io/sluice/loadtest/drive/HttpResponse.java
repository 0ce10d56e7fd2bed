package io.sluice.loadtest.drive;

import io.vertx.core.buffer.Buffer;

/**
 * A whole answer.
 *
 * @param closes whether the server will close the connection after it
 */
record HttpResponse(int status, Buffer body, boolean closes) {}
