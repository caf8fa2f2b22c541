package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfigReader;
import dev.carafe.cloudprovider.vsphere.credentials.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialSourceTest {
    @TempDir
    private Path folder;

    private static Credential of(String config) throws IOException {
        VSphereConfig read = VSphereConfigReader.read(config.getBytes(StandardCharsets.UTF_8), Map.of());
        VSphereConfig.VirtualCenter center =
                read.virtualCenters().values().iterator().next();
        return new CredentialSource(read.global()).of(center);
    }

    @Test
    void theConfigurationsOwnUserIsTaken() throws IOException {
        assertThat(of("vcenter: {vc: {server: s, user: u, password: p}}")).isEqualTo(new Credential("u", "p", "", ""));
    }

    @Test
    void aFolderIsReadAnewEachTimeAndItsHiddenFilesAreNoKeys() throws IOException {
        Files.writeString(folder.resolve("s.username"), "u\n");
        Files.writeString(folder.resolve("s.password"), "old\n");
        Files.createDirectories(folder.resolve("..2026_01_01"));
        Files.writeString(folder.resolve("..data"), "x");
        String config = "global: {secretsDirectory: " + folder + "}\nvcenter: {vc: {server: s}}";
        assertThat(of(config).password()).isEqualTo("old");

        Files.writeString(folder.resolve("s.password"), "new\n");
        assertThat(of(config)).isEqualTo(new Credential("u", "new", "", ""));
    }

    @Test
    void aSecretCannotBeReadBeforeTheControllersStart() {
        assertThatIOException()
                .isThrownBy(
                        () -> of("global: {secretName: n, secretNamespace: kube-system}\nvcenter: {vc: {server: s}}"))
                .withMessage("Secret kube-system/n cannot be read before the controllers start");
    }
}
