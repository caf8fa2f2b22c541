package dev.carafe.cli.part;

import dev.carafe.cli.kubeconfig.Credentials;
import dev.carafe.cli.kubeconfig.KubeconfigFile;
import dev.carafe.cli.pki.CertificateStore;
import dev.carafe.cli.pki.ClusterCertificates;
import dev.carafe.cli.pki.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;

/**
 * The files of an API server that is only rehearsed.
 *
 * @param root the folder below which all of them are
 */
record ApiServerRehearsalFiles(Path root) {
    private static final String NODE = "train";
    private static final String SERVICE_ADDRESS = "10.96.0.1";

    static ApiServerRehearsalFiles in(Path root) {
        return new ApiServerRehearsalFiles(root);
    }

    Path pki() {
        return root.resolve("pki");
    }

    /** A certificate or key, such as {@code apiserver.crt}. */
    String pki(String name) {
        return pki().resolve(name).toString();
    }

    /** The folder of the etcd. */
    String store() {
        return root.resolve("etcd").toString();
    }

    /** The folder of a server that keeps its objects itself. */
    String objects() {
        return root.resolve("objects").toString();
    }

    Path kubeconfig() {
        return root.resolve("admin.conf");
    }

    /** Makes the certificates, and the kubeconfig of an administrator of the server at a port of loopback. */
    void make(int port) throws IOException {
        try {
            ClusterCertificates certificates = ClusterCertificates.ensure(
                    CertificateStore.open(pki(), InstantSource.system()), NODE, List.of(), SERVICE_ADDRESS);
            KeyPairFiles admin = certificates.admin();
            Credentials credentials = Credentials.read(
                    "https://127.0.0.1:" + port, certificates.authority(), admin.certificate(), admin.key());
            KubeconfigFile.write(kubeconfig(), "train", credentials);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + pki() + " cannot be made: " + e.getMessage(), e);
        }
    }
}
