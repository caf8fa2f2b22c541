package dev.carafe.vsphere.client.ovf;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The digests of a package's files ({@code .mf}, DSP0243 section 5.1): {@code SHA256(guest.ovf)= 3f07…}. Immutable; no I/O. */
final class Manifest {
    /** A file's digest. */
    record Digest(String algorithm, String hex) {}

    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9-]+)\\s*\\(([^)]+)\\)\\s*=\\s*([0-9A-Fa-f]+)");
    private static final Map<String, String> ALGORITHMS =
            Map.of("SHA1", "SHA-1", "SHA256", "SHA-256", "SHA512", "SHA-512");
    private static final Set<Integer> HEX_LENGTHS = Set.of(40, 64, 128);

    private final Map<String, Digest> digests;

    private Manifest(Map<String, Digest> digests) {
        this.digests = digests;
    }

    /** A package without one: nothing is checked. */
    static final Manifest NONE = new Manifest(Map.of());

    static Manifest parse(String text) throws OvfException {
        Map<String, Digest> digests = new LinkedHashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new OvfException("the manifest has a line that is none: '" + line + "'");
            }
            String algorithm =
                    ALGORITHMS.get(matcher.group(1).toUpperCase(Locale.ROOT).replace("-", ""));
            String hex = matcher.group(3).toLowerCase(Locale.ROOT);
            if (algorithm == null || !HEX_LENGTHS.contains(hex.length())) {
                throw new OvfException("the manifest has a digest of a kind that is unknown: '" + line + "'");
            }
            digests.put(matcher.group(2), new Digest(algorithm, hex));
        }
        return new Manifest(Map.copyOf(digests));
    }

    /** A line for a file that was read through this digest. */
    static String line(String file, MessageDigest read) {
        return read.getAlgorithm().replace("-", "") + "(" + file + ")= "
                + HexFormat.of().formatHex(read.digest()) + "\n";
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** What a file's bytes are to be put through; empty where the manifest does not name it. */
    Optional<MessageDigest> digestOf(String file) {
        return Optional.ofNullable(digests.get(file)).map(each -> digest(each.algorithm()));
    }

    /** @throws IOException when what was read is not what the manifest says */
    void require(String file, MessageDigest read) throws IOException {
        Digest expected = digests.get(file);
        if (expected != null && !HexFormat.of().formatHex(read.digest()).equals(expected.hex())) {
            throw new OvfException("'" + file + "' is not what the manifest says: its " + expected.algorithm()
                    + " digest differs, so it was changed or is damaged");
        }
    }
}
