package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;

/** A body that came compressed (RFC 9110, section 8.4.1.3), which may have no more bytes unpacked than one that did not. */
final class UnpackedBody extends FilterInputStream {
    static final String CODING = "gzip";

    private static final int BUFFER_BYTES = 64 << 10;

    private final URI address;
    private final long bytesMax;
    private long count;

    UnpackedBody(InputStream packed, URI address, long bytesMax) throws IOException {
        super(new GZIPInputStream(packed, BUFFER_BYTES));
        this.address = address;
        this.bytesMax = bytesMax;
    }

    /** An answer's body as it was before the server compressed it, if it did. */
    static InputStream of(HttpResponse<InputStream> response, URI address, long bytesMax) throws IOException {
        String coding = response.headers().firstValue("Content-Encoding").orElse("");
        return coding.equalsIgnoreCase(CODING) ? new UnpackedBody(response.body(), address, bytesMax) : response.body();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count += Math.max(read, 0);
        if (count > bytesMax) {
            throw new ConnectionException(
                    Reason.TOO_LARGE,
                    address,
                    "the answer has more than the " + bytesMax + " bytes that are allowed; ask for less at once",
                    null);
        }
        return read;
    }
}
