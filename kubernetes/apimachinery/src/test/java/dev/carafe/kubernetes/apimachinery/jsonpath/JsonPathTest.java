package dev.carafe.kubernetes.apimachinery.jsonpath;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
    private static final String OBJECT = """
            {"metadata":{"name":"a","annotations":{"x.io/y":"dotted"}},"spec":{"n":3,"list":[1,2,3,4],"on":true},
             "status":{"conditions":[{"type":"Ready","status":"True","n":1},{"type":"Old","status":"False","n":2}]}}""";

    private static List<Object> find(String path) throws Exception {
        return JsonPath.parse(path).find(Json.decode(OBJECT.getBytes(UTF_8)));
    }

    @Test
    void fieldsAreFollowedWithAndWithoutBraces() throws Exception {
        assertThat(find(".metadata.name")).containsExactly("a");
        assertThat(find("{.spec.n}")).containsExactly(3L);
        assertThat(find("$.spec['on']")).containsExactly(true);
        assertThat(find(".metadata.annotations.x\\.io/y")).containsExactly("dotted");
        assertThat(find(".metadata.annotations['x.io/y']")).containsExactly("dotted");
    }

    @Test
    void whatIsMissingIsNotFound() throws Exception {
        assertThat(find(".spec.none.deeper")).isEmpty();
        assertThat(find(".metadata.name.deeper")).isEmpty();
        assertThat(find(".spec.list[9]")).isEmpty();
        assertThat(find(".spec.list[-9]")).isEmpty();
    }

    @Test
    void itemsAreChosenByPosition() throws Exception {
        assertThat(find(".spec.list[0]")).containsExactly(1L);
        assertThat(find(".spec.list[-1]")).containsExactly(4L);
        assertThat(find(".spec.list[1:3]")).containsExactly(2L, 3L);
        assertThat(find(".spec.list[:-2]")).containsExactly(1L, 2L);
        assertThat(find(".spec.list[0:4:2]")).containsExactly(1L, 3L);
        assertThat(find(".spec.list[0,3]")).containsExactly(1L, 4L);
        assertThat(find(".spec.list[*]")).hasSize(4);
    }

    @Test
    void itemsAreChosenByWhatHoldsOfThem() throws Exception {
        assertThat(find(".status.conditions[?(@.type==\"Ready\")].status")).containsExactly("True");
        assertThat(find(".status.conditions[?(@.type!='Ready')].type")).containsExactly("Old");
        assertThat(find(".status.conditions[?(@.n>=2)].type")).containsExactly("Old");
        assertThat(find(".status.conditions[?(@.none)].type")).isEmpty();
        assertThat(find(".status.conditions[?(@.status)].n")).containsExactly(1L, 2L);
    }

    @Test
    void aDescentFindsEverythingOfAName() throws Exception {
        assertThat(find("..type")).containsExactly("Ready", "Old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec", ".spec[", ".spec[a]", ".a[?(@.b==c)]", ".a b", ".spec.list[0:1:0]", ".a]"})
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(JsonPathException.class);
    }

    @Test
    void aPathIsBoundedInLength() {
        assertThatThrownBy(() -> JsonPath.parse(".a".repeat(3_000)))
                .isInstanceOf(JsonPathException.class)
                .hasMessageContaining("longer than");
    }
}
