package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.JsonText;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a list in JSON, each row with its object's metadata: what clients that print ask for. The same as {@link Tables} makes of the
 * objects, but that the metadata are copied from the objects' bytes.
 */
final class TableText {
    private static final byte[] FIRST_ROW = ",\"rows\":[{\"cells\":".getBytes(UTF_8);
    private static final byte[] NEXT_ROW = "}},{\"cells\":".getBytes(UTF_8);
    private static final byte[] OBJECT =
            ",\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                    .getBytes(UTF_8);
    private static final byte[] END = "}}]}".getBytes(UTF_8);

    private TableText() {}

    /**
     * Encodes a table.
     *
     * @param objects at least one, as they are {@linkplain ServedResource#printed printed}
     * @param metadata the list's
     */
    static ByteBuffer encode(ServedResource resource, List<StoredObject> objects, Struct metadata, Instant now) {
        List<List<Object>> cells = new ArrayList<>(objects.size());
        boolean own = !resource.columns().isEmpty();
        for (StoredObject object : objects) {
            List<Object> row = object.cells(resource, tree -> Tables.cells(resource, tree));
            own &= row.size() == resource.columns().size();
            cells.add(row);
        }
        JsonText text = new JsonText();
        text.bytes("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":".getBytes(UTF_8))
                .value(metadata)
                .bytes(",\"columnDefinitions\":".getBytes(UTF_8))
                .value(Tables.definitions(resource, own));
        for (int i = 0; i < objects.size(); i++) {
            StoredObject object = objects.get(i);
            text.bytes(i == 0 ? FIRST_ROW : NEXT_ROW)
                    .value(own ? Tables.shown(cells.get(i), now) : Tables.defaultCells(object.tree()))
                    .bytes(OBJECT);
            if (resource.showsAllMetadata()) {
                text.bytes(object.metadata());
            } else {
                text.value(resource.metadataOf(object.tree()));
            }
        }
        return text.bytes(END).toBytes();
    }
}
