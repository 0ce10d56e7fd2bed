package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, by a socket, as a client library would hide what happens. */
class LargeBodyTest {
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void takesABodyOfTheLargestSize() throws Exception {
        String pad = " ".repeat(OrderBody.BYTES_MAX - RunningApi.ORDER.length());

        assertEquals(202, api.send(api.order(RunningApi.ORDER + pad)).statusCode());
        assertEquals(OrderBody.BYTES_MAX, api.log.take().body().length);
    }

    @Test
    void refusesOneByteMoreAndStillLetsTheSenderReadTheAnswer() throws Exception {
        String pad = " ".repeat(OrderBody.BYTES_MAX + 1 - RunningApi.ORDER.length());

        HttpApiTest.assertProblem(413, "body-too-large", api.send(api.order(RunningApi.ORDER + pad)));
        assertEquals(0, api.log.untaken());
    }

    @Test
    void refusesAnEndlessChunkedBodyAsSoonAsItIsTooLargeAndThenHangsUp() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            String head = """
                    POST /v1/orders HTTP/1.1
                    Host: h
                    Content-Type: application/json
                    Transfer-Encoding: chunked

                    """;
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 8; i++) {
                out.write(chunk);
            }
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertEquals("HTTP/1.1 413 Request Entity Too Large", in.readLine());
            String last = in.readLine();
            for (String line = last; line != null; line = in.readLine()) {
                last = line;
            }
            // The end of the stream: the server has closed, though the body never ended.
            assertTrue(last.contains("body-too-large"), last);
        }
    }
}
