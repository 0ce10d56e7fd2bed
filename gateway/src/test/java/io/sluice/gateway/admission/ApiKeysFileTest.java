package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking again at a file of keys; the test says when it was written. */
class ApiKeysFileTest {
    private static final String DIGEST_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String OTHER = "0".repeat(64);

    @TempDir
    private Path directory;

    private Path path;
    private ApiKeysFile file;

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("keys");
        write("shop:" + DIGEST_OF_ABC, 1);
        file = new ApiKeysFile(path, ApiKeysFile.read(path).keys());
        file.look();
    }

    @Test
    void readsItAgainWhenItChanges() throws IOException {
        write("app.:" + DIGEST_OF_ABC, 2);
        assertEquals("shop", file.keys().client("abc"));
        file.look();
        assertEquals("app.", file.keys().client("abc"));
        write("app:" + OTHER, 3);
        file.look();
        assertNull(file.keys().client("abc"));
    }

    @Test
    void doesNotReadItAgainWhileItIsTheSame() {
        ApiKeys before = file.keys();
        file.look();

        assertSame(before, file.keys());
    }

    @Test
    void keepsTheKeysWhileItIsBrokenOrGoneAndTakesTheNextOnes() throws IOException {
        ApiKeys before = file.keys();
        write("nonsense", 2);
        file.look();
        assertSame(before, file.keys());
        Files.delete(path);
        file.look();
        assertSame(before, file.keys());
        write("shop:" + OTHER, 3);
        file.look();
        assertNull(file.keys().client("abc"));
    }

    private void write(String line, long atMillis) throws IOException {
        Files.writeString(path, line);
        Files.setLastModifiedTime(path, FileTime.fromMillis(atMillis));
    }
}
