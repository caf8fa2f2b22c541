package dev.carafe.cli.command;

import java.util.List;
import javax.net.ssl.SSLServerSocketFactory;

/** The cipher suites of TLS that there are to choose from. */
public final class CipherSuites {
    private CipherSuites() {}

    /** Those that the JDK has, by their IANA names, those of TLS 1.3 among them. */
    public static List<String> known() {
        return List.of(((SSLServerSocketFactory) SSLServerSocketFactory.getDefault()).getSupportedCipherSuites());
    }
}
