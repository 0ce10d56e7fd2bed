package io.sluice.loadtest.drive;

import io.vertx.core.buffer.Buffer;

/**
 * A whole answer.
 *
 * @param closes whether the server will close the connection after it
 * @param replayed whether it says that it was given before
 */
record HttpResponse(int status, Buffer body, boolean closes, boolean replayed) {}
