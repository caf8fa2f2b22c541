package dev.carafe.kubernetes.apiserver.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnifiedDiffTest {
    @Test
    @Timeout(60)
    void whatIsTooLongToBeComparedIsShownWhole() {
        List<Object> old = new ArrayList<>(LongStream.range(0, 20_000).boxed().toList());
        List<Object> changed = new ArrayList<>(old);
        Collections.reverse(changed);
        assertThat(UnifiedDiff.of(Struct.of("a", old), Struct.of("a", changed)))
                .startsWith("@@ -1,20004 +1,20004 @@\n-{\n");
        assertThat(UnifiedDiff.of(Struct.of("a", old), Struct.of("a", old))).isEmpty();
    }
}
