package dev.carafe.vsphere.client.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuestOperationsTest {
    @Test
    void aQuotedWordIsOneWordOfTheShell() {
        assertThat(GuestOperations.quoted("it's $x")).isEqualTo("'it'\\''s $x'");
    }

    @Test
    void outputBeyondTheBoundIsLetGo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BoundedOutputStream bounded = new BoundedOutputStream(bytes, 4)) {
            bounded.write("abc".getBytes(StandardCharsets.UTF_8));
            bounded.write('d');
            bounded.write('e');
            bounded.write("fgh".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(bytes).hasToString("abcd");
    }
}
