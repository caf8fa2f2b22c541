package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How lists are read on without decoding them, and what is printed of many objects. */
final class ObjectFillingTest {
    @Test
    void theTokenOfTheNextPageIsFoundInTheHeadOfAListOnly() {
        assertThat(ObjectFilling.token("""
                {"kind":"PodList","metadata":{"resourceVersion":"7","continue":"abc","remainingItemCount":3},"items":[]}""")).isEqualTo("abc");
        assertThat(ObjectFilling.token("""
                {"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[{"data":{"continue":"no"}}]}""")).isEmpty();
        assertThat(ObjectFilling.token("""
                {"kind":"PodList","metadata":{"resourceVersion":"7","continue":""},"items":[]}""")).isEmpty();
    }

    @Test
    void definitionsAreAsLargeAsOperatorsAreAndOfNamesOfTheirOwn() throws Exception {
        Struct one = Json.decodeStruct(DefinitionBody.of(7));
        Struct other = Json.decodeStruct(DefinitionBody.of(17));
        assertThat(DefinitionBody.of(7)).hasSizeBetween(50_000, 80_000);
        assertThat(one.struct("metadata")).isEqualTo(Struct.of("name", "benches7.group0.bench.example"));
        assertThat(other.struct("metadata")).isEqualTo(Struct.of("name", "benches17.group1.bench.example"));
    }

    @Test
    void definitionsThatDiscoveryNamesAreCounted() {
        String discovery = """
                {"items":[{"resource":"benches1"},{"resource":"pods"},{"resource":"benches22"}]}""";
        assertThat(ServedDocuments.definitions(discovery)).isEqualTo(2);
    }

    @Test
    void theTableHasAColumnForEachServer() {
        SizeTable table = new SizeTable("3 pods");
        table.put("resident", "7 MiB");
        table.put("resident", "9 MiB");
        StringWriter out = new StringWriter();
        table.print(
                new PrintWriter(out),
                List.of(Assignment.parse("--server", "one=a"), Assignment.parse("--server", "two=b")));
        assertThat(out).hasToString("| 3 pods | one | two |\n| --- | --- | --- |\n| resident | 7 MiB | 9 MiB |\n");
    }
}
