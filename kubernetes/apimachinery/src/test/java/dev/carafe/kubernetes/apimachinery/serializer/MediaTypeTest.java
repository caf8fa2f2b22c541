package dev.carafe.kubernetes.apimachinery.serializer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaTypeTest {
    @Test
    void ordersWhatAClientAccepts() {
        assertThat(
                        MediaType.parseAccept(
                                "*/*;q=0.1, application/yaml;q=0.9,application/json;as=Table;v=v1;g=meta.k8s.io, text/html;q=0"))
                .extracting(MediaType::name)
                .containsExactly("application/json", "application/yaml", "*/*");
        MediaType table = MediaType.parseAccept("application/json;as=Table;v=v1;g=\"meta.k8s.io\"")
                .getFirst();
        assertThat(table.parameter("as")).isEqualTo("Table");
        assertThat(table.parameter("g")).isEqualTo("meta.k8s.io");
    }

    @Test
    void knowsWildcards() {
        assertThat(MediaType.parse("application/*").orElseThrow().includes(MediaType.JSON))
                .isTrue();
        assertThat(MediaType.parse("text/*").orElseThrow().includes(MediaType.JSON))
                .isFalse();
        assertThat(MediaType.parse("Application/JSON; charset=utf-8")
                        .orElseThrow()
                        .includes(MediaType.JSON))
                .isTrue();
        assertThat(MediaType.parse("nonsense")).isEmpty();
        assertThat(MediaType.parse("a/b/c")).isEmpty();
    }
}
