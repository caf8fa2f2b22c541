package dev.carafe.cloudprovider.vsphere.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static Credentials parse(String... keysAndValues) throws CredentialException {
        Map<String, byte[]> data = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            data.put(keysAndValues[i], keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return Credentials.parse(data);
    }

    @Test
    void serversStandInKeysOrInValues() throws CredentialException {
        Credentials credentials = parse(
                "vc.example.com.username", "admin\n",
                "vc.example.com.password", "se cret\n",
                "10.0.0.2.username", "two",
                "10.0.0.2.password", "2",
                "server_a", "fd01::1",
                "username_a", "six",
                "password_a", "6",
                "shared.vc-session-manager-url", "https://sessions.example.com",
                "shared.vc-session-manager-token", "t");
        assertThat(credentials.of("vc.example.com")).isEqualTo(new Credential("admin", "se cret", "", ""));
        assertThat(credentials.of("10.0.0.2")).isEqualTo(new Credential("two", "2", "", ""));
        assertThat(credentials.of("fd01::1")).isEqualTo(new Credential("six", "6", "", ""));
        assertThat(credentials.of("shared")).isEqualTo(new Credential("", "", "https://sessions.example.com", "t"));
        assertThat(credentials.of("vc.example.com").toString()).doesNotContain("se cret");
        assertThatThrownBy(() -> credentials.of("other")).hasMessageStartingWith("Credentials not found");
    }

    @Test
    void whatIsIncompleteOrUnknownIsRefused() {
        assertThatThrownBy(CredentialsTest::parse).hasMessage("Username/Password is missing");
        assertThatThrownBy(() -> parse("a.username", "u")).hasMessage("Username/Password is missing for server a");
        assertThatThrownBy(() -> parse("server_a", "s", "username_a", "u"))
                .hasMessage("Username/Password is missing for server s");
        assertThatThrownBy(() -> parse("username_a", "u"))
                .hasMessageStartingWith("Credentials did not have all required values");
        assertThatThrownBy(() -> parse("server_", "u")).hasMessage("Unknown secret key server_");
        assertThatThrownBy(() -> parse("key", "u")).hasMessage("Unknown secret key key");
    }
}
