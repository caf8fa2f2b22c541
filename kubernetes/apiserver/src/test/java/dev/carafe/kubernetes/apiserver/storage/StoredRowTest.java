package dev.carafe.kubernetes.apiserver.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rows of tables, which objects keep. */
class StoredRowTest {
    private final StoredObject object =
            StoredObject.ofStored("/k", 7, "{\"kind\":\"K\",\"metadata\":{\"name\":\"n\"}}".getBytes(UTF_8));
    private final AtomicInteger made = new AtomicInteger();

    private List<Object> row(Struct tree) {
        made.incrementAndGet();
        return List.of(String.valueOf(tree.find(List.of("metadata", "name"))));
    }

    @Test
    void isMadeOnceForAPrinterAndAnewForAnother() {
        Object printer = new Object();
        assertThat(object.cells(printer, this::row)).containsExactly("n");
        assertThat(object.cells(printer, this::row)).containsExactly("n");
        assertThat(made).hasValue(1);
        assertThat(object.cells(new Object(), tree -> List.of("other"))).containsExactly("other");
        assertThat(object.cells(printer, this::row)).containsExactly("n");
        assertThat(made).hasValue(2);
    }
}
