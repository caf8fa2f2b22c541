package dev.carafe.vsphere.vmomi.edge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip at little cost: answers about many alike objects become a tenth of what they were all the same. */
final class QuickGzip extends GZIPOutputStream {
    static final String CODING = "gzip";

    /** What the answers about thousands of machines take least time with. */
    private static final int LEVEL = 3;

    private static final int BUFFER_BYTES = 16 << 10;

    QuickGzip(OutputStream out) throws IOException {
        super(out, BUFFER_BYTES);
        def.setLevel(LEVEL);
    }

    /** Whether a client that says so in {@code Accept-Encoding} takes it (RFC 9110, section 12.5.3). */
    static boolean isTaken(String accepted) {
        for (String each : accepted.split(",", -1)) {
            int parameters = each.indexOf(';');
            String coding = (parameters < 0 ? each : each.substring(0, parameters)).strip();
            if (coding.equalsIgnoreCase(CODING)) {
                return parameters < 0 || !each.substring(parameters + 1).strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
