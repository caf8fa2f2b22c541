package dev.carafe.vsphere.vim.packed;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Namespace;
import java.io.IOException;

/** Values of a namespace as packed documents. Safe for all threads. */
public final class PackedCodec {
    static final byte FORM = 1;

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
}
