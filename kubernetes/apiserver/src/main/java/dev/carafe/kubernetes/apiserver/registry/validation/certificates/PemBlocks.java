package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of PEM (RFC 7468), between which there may be any text. */
final class PemBlocks {
    static final String CERTIFICATE = "CERTIFICATE";
    /** The lines of headers are never tried in another way: else a matcher would go down a level for each of them. */
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([^\\r\\n]{1,64})-----[ \\t]*\\r?\\n"
            + "((?:[^\\r\\n:-]+:[^\\r\\n]*\\r?\\n)*+)([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemBlocks() {}

    /**
     * A block.
     *
     * @param hasHeaders whether it says something besides its content
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen here alone
    record Block(String type, boolean hasHeaders, byte[] content) {
        /** The certificate that it is; empty where it is none. */
        Optional<X509Certificate> certificate() {
            try {
                return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content))
                                instanceof X509Certificate certificate
                        ? Optional.of(certificate)
                        : Optional.empty();
            } catch (CertificateException _) {
                return Optional.empty();
            }
        }
    }

    static List<Block> of(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = PEM.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(
                    matcher.group(1),
                    !matcher.group(2).isEmpty(),
                    Base64.getMimeDecoder().decode(matcher.group(3).getBytes(US_ASCII))));
        }
        return blocks;
    }

    /** What is wrong with a text that must have certificates and nothing else; empty where nothing is. */
    static Optional<String> chainProblem(String text) {
        List<Block> blocks = of(text);
        for (Block block : blocks) {
            if (!block.type().equals(CERTIFICATE)) {
                return Optional.of("only CERTIFICATE PEM blocks are allowed, found \"" + block.type() + "\"");
            }
            if (block.hasHeaders()) {
                return Optional.of("no PEM block headers are permitted");
            }
            if (block.certificate().isEmpty()) {
                return Optional.of("x509: malformed certificate");
            }
        }
        return blocks.isEmpty() ? Optional.of("must contain at least one CERTIFICATE PEM block") : Optional.empty();
    }
}
