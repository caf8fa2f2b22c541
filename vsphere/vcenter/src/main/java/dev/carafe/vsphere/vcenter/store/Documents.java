package dev.carafe.vsphere.vcenter.store;

import dev.carafe.etcd.Bytes;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Values of the vSphere API as XML documents, the form in which they are stored. Safe for all threads. */
public final class Documents {
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version newest = Vim25.NAMESPACE.versions().getLast();

    public Bytes encode(DataObject value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            codec.writeValue(out, "obj", value, newest);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return Bytes.wrap(out.toByteArray());
    }

    /** @throws IOException when it is no document of that type */
    public <D extends DataObject> D decode(Bytes document, Class<D> type) throws IOException {
        Object value = codec.readValue(new ByteArrayInputStream(document.toByteArray()));
        if (!type.isInstance(value)) {
            throw new IOException("a document in the inventory's store is no " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
