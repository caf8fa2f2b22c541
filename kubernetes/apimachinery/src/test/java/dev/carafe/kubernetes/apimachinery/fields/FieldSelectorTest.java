package dev.carafe.kubernetes.apimachinery.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldSelectorTest {
    @Test
    void readsMatchesAndWrites() throws SelectorException {
        FieldSelector selector = FieldSelector.parse("metadata.name==x,spec.nodeName!=y,");
        assertThat(selector).hasToString("metadata.name=x,spec.nodeName!=y");
        assertThat(selector.exactValue("metadata.name")).contains("x");
        assertThat(selector.matches(field -> Map.of("metadata.name", "x").getOrDefault(field, "")))
                .isTrue();
        assertThat(selector.matches(field -> "y")).isFalse();
        assertThat(FieldSelector.parse("").isEverything()).isTrue();
    }

    @Test
    void keepsWhatABackslashProtects() throws SelectorException {
        FieldSelector selector = FieldSelector.parse("a=b\\,c\\=d\\\\,e=f");
        assertThat(selector.exactValue("a")).contains("b,c=d\\");
        assertThat(FieldSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @Test
    void explainsInUpstreamsWords() {
        assertThatThrownBy(() -> FieldSelector.parse("a=b,c"))
                .hasMessage("invalid selector: 'a=b,c'; can't understand 'c'");
        assertThatThrownBy(() -> FieldSelector.parse("a=b=c"))
                .hasMessage("invalid field selector: unescaped character in value: =");
        assertThatThrownBy(() -> FieldSelector.parse("a=b\\n"))
                .hasMessage("invalid field selector: invalid escape sequence: \\n");
    }
}
