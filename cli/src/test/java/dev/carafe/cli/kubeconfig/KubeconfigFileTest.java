package dev.carafe.cli.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFileTest {

    private static final Credentials OURS = new Credentials("https://127.0.0.1:6443", "Y2E=", "Y2VydA==", "a2V5");
    private static final Credentials OTHER_CLOUD =
            new Credentials("https://127.0.0.1:7443", "b3RoZXI=", "Yg==", "Yw==");

    /** What a user of two other clusters has, with fields that this program knows nothing of. */
    private static final String BEFORE = """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority: /home/u/ca.crt
                server: https://prod.example.com
              name: prod
            contexts:
            - context:
                cluster: prod
                namespace: web
                user: alice
              name: prod
            current-context: prod
            kind: Config
            preferences:
              colors: true
            users:
            - name: alice
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  args:
                  - token
                  - "123"
                  command: aws
            """;

    @TempDir
    Path directory;

    @Test
    void mergingLeavesOtherEntriesAsTheyWere() throws Exception {
        Path file = directory.resolve("config");
        Files.writeString(file, BEFORE);

        String context = KubeconfigFile.merge(file, "carafe", "carafe-1", OURS);

        assertThat(context).isEqualTo("carafe");
        assertThat(Files.readString(file)).isEqualTo("""
                        apiVersion: v1
                        clusters:
                        - cluster:
                            certificate-authority: /home/u/ca.crt
                            server: https://prod.example.com
                          name: prod
                        - cluster:
                            certificate-authority-data: Y2E=
                            server: https://127.0.0.1:6443
                          name: carafe
                        contexts:
                        - context:
                            cluster: prod
                            namespace: web
                            user: alice
                          name: prod
                        - context:
                            cluster: carafe
                            user: carafe
                          name: carafe
                        current-context: prod
                        kind: Config
                        preferences:
                          colors: true
                        users:
                        - name: alice
                          user:
                            exec:
                              apiVersion: client.authentication.k8s.io/v1
                              args:
                              - token
                              - "123"
                              command: aws
                        - name: carafe
                          user:
                            client-certificate-data: Y2VydA==
                            client-key-data: a2V5
                        """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void removingGivesBackWhatWasThere() throws Exception {
        Path file = directory.resolve("config");
        Files.writeString(file, BEFORE);
        KubeconfigFile.merge(file, "carafe", "carafe-1", OURS);

        KubeconfigFile.remove(file, "carafe", "carafe-1", OURS.authorityData());

        assertThat(Files.readString(file)).isEqualTo(BEFORE);
    }

    @Test
    void aMergedContextIsCurrentOnlyWhereNoneWas() throws Exception {
        Path file = directory.resolve("deep/er/config");

        KubeconfigFile.merge(file, "carafe", "carafe-1", OURS);

        assertThat(KubeconfigFile.read(file).currentContext()).isEqualTo("carafe");
    }

    @Test
    void anotherCloudsContextOfTheSameNameIsLeftAlone() throws Exception {
        Path file = directory.resolve("config");
        KubeconfigFile.merge(file, "carafe", "carafe-2", OTHER_CLOUD);

        String context = KubeconfigFile.merge(file, "carafe", "carafe-1", OURS);
        KubeconfigFile.remove(file, "carafe", "carafe-1", OURS.authorityData());

        assertThat(context).isEqualTo("carafe-1");
        assertThat(KubeconfigFile.read(file).authorityData("carafe")).isEqualTo(OTHER_CLOUD.authorityData());
        assertThat(KubeconfigFile.read(file).authorityData("carafe-1")).isEmpty();
    }

    @Test
    void aFileThatIsNoKubeconfigIsNeverOverwritten() throws Exception {
        Path file = directory.resolve("config");
        Files.writeString(file, "clusters: none\n");

        assertThatThrownBy(() -> KubeconfigFile.merge(file, "carafe", "carafe-1", OURS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a kubeconfig: its field 'clusters' is not a list");
        assertThat(Files.readString(file)).isEqualTo("clusters: none\n");
    }

    @Test
    void aLinkIsFollowedAndStays() throws Exception {
        Path real = directory.resolve("real");
        Path link = directory.resolve("config");
        Files.writeString(real, BEFORE);
        Files.createSymbolicLink(link, real);

        KubeconfigFile.merge(link, "carafe", "carafe-1", OURS);

        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).contains("name: carafe");
    }

    @Test
    void theFirstFileOfTheVariableIsTheUsers() {
        Path home = Path.of("/home/u");

        assertThat(KubeconfigFile.ofUser(Map.of("KUBECONFIG", "/a:/b"), home)).isEqualTo(Path.of("/a"));
        assertThat(KubeconfigFile.ofUser(Map.of("KUBECONFIG", ""), home)).isEqualTo(Path.of("/home/u/.kube/config"));
        assertThat(KubeconfigFile.ofUser(Map.of(), home)).isEqualTo(Path.of("/home/u/.kube/config"));
    }
}
