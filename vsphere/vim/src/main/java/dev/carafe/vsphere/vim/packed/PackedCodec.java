package dev.carafe.vsphere.vim.packed;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Namespace;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Values of a namespace as packed documents. Safe for all threads. */
public final class PackedCodec {
    static final byte FORM = 1;

    private static final int DIGEST_BYTES = 16;

    private final Namespace namespace;

    public PackedCodec(Namespace namespace) {
        this.namespace = namespace;
    }

    /** Whether a document says that it is packed, and in this form. */
    public static boolean isPacked(byte... document) {
        return document.length > 0 && document[0] == FORM;
    }

    public byte[] encode(DataObject value) {
        PackedWriter out = new PackedWriter();
        out.put(FORM);
        out.data(value);
        return out.toByteArray();
    }

    /** @throws IOException when it is no such document, or was written by a release whose types have other fields */
    public DataObject decode(byte... document) throws IOException {
        if (!isPacked(document)) {
            throw new IOException("the document is not packed");
        }
        return new PackedReader(namespace, document, 1).document();
    }

    /** What a value is told by from all others: the digest of its document. */
    public String digest(DataObject value) {
        return digest(encode(value));
    }

    /** The digest of a document: 22 letters, digits, {@code -} and {@code _}. */
    public static String digest(byte... document) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-512").digest(document);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
