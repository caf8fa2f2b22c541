package dev.carafe.vsphere.vim.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final String BASE = """
            namespace vim25
            version 2.0 vim.version.version1
            version 8.0.3.0 vim.version.v8_0_3_0
            version 6.5 vim.version.version11
            version - vmodl.version.version0
            object ManagedObject @version0 vmodl=ManagedObject
            object Thing : ManagedObject @2.0 vmodl=vim.Thing
              prop name string
              method Rename_Task/rename(newName string) -> &Task => void
            object Task : ManagedObject vmodl=vim.Task
            data DynamicData : DataObject @version0 vmodl=vmodl.DynamicData
              field dynamicType string?
            data Device : DynamicData @2.0 vmodl=vim.Device
              field key int
            data Disk : Device @6.5 vmodl=vim.Disk
              field size long?
              field tags string[]?
            """;

    @Test
    void inheritedFieldsComeFirst() {
        Model model = model(BASE);
        DataModel disk = model.data("vim25", "Disk");
        assertThat(disk.fields()).extracting(field -> field.field().name()).containsExactly("key", "size", "tags");
        assertThat(model.data("vim25", "Device").isSealed()).isTrue();
    }

    @Test
    void aTypeExtendedElsewhereIsNotSealed() {
        Model model = model(BASE, "namespace pbm\ndata PbmDevice : Device vmodl=pbm.Device\n");
        assertThat(model.data("vim25", "Device").isSealed()).isFalse();
        assertThat(model.data("pbm", "PbmDevice").fields()).hasSize(1);
        String source = new DataWriter(model, model.data("pbm", "PbmDevice")).write();
        assertThat(source).contains("implements dev.carafe.vsphere.vim.vim25.Device");
    }

    @Test
    void recordsHaveWhatTheFieldsSay() {
        Model model = model(BASE);
        assertThat(new DataWriter(model, model.data("vim25", "Disk")).write())
                .contains("public record Disk(int key, @Nullable Long size, List<String> tags) implements Device")
                .contains("tags = List.copyOf(tags);")
                .contains("public Builder tags(List<? extends String> value)");
        assertThat(new DataWriter(model, model.data("vim25", "Device")).write())
                .contains("public sealed interface Device extends DataObject permits Device.Plain, Disk {");
        assertThat(new DataWriter(model, model.data("vim25", "ThingProperties")).write())
                .contains("public record ThingProperties(@Nullable String name)");
        assertThat(new ManagedWriter(model, model.managed("vim25", "Thing")).write())
                .contains("default ManagedObjectReference<Task> rename_Task(String newName)");
    }

    @Test
    void unknownNamesAreRefused() {
        assertThatThrownBy(() -> model(BASE + "data A : Nowhere vmodl=a\n")).hasMessageContaining("Nowhere");
        assertThatThrownBy(() -> model(BASE + "data A vmodl=a\n  field x Nothing\n"))
                .hasMessageContaining("Nothing");
        assertThatThrownBy(() -> model(BASE + "data Disk vmodl=a\n")).hasMessageContaining("declared twice: Disk");
        assertThatThrownBy(() -> model(BASE + "object A : ManagedObject vmodl=a\n  method A/a() -> void throws Oops\n"))
                .hasMessageContaining("Oops");
    }

    @Test
    void versionsAreOrderedByTheirNames() {
        VersionOrder order =
                new VersionOrder(FactsParser.parse(BASE.lines().toList()).versions());
        assertThat(order.ordered()).extracting(Facts.Version::id).containsExactly("2.0", "6.5", "8.0.3.0");
        assertThat(order.rank("version0")).isZero();
        assertThat(order.rank(null)).isZero();
        assertThat(order.rank("6.5")).isEqualTo(2);
        assertThatThrownBy(() -> order.rank("1.1")).hasMessage("no version 1.1");
    }

    @Test
    void constantsAreInTheLanguagesForm() {
        assertThat(JavaNames.constant("poweredOn")).isEqualTo("POWERED_ON");
        assertThat(JavaNames.constant("MigrationV1")).isEqualTo("MIGRATION_V1");
        assertThat(JavaNames.constant("lsiLogicSAS")).isEqualTo("LSI_LOGIC_SAS");
        assertThatThrownBy(() -> EnumWriter.write(
                        "vim25", 0, new Facts.Enumeration("E", null, "vim.E", List.of("fooBar", "foo_bar"))))
                .hasMessage("E has two constants FOO_BAR");
    }

    private static Model model(String... tables) {
        return new Model(List.of(tables).stream()
                .map(table -> FactsParser.parse(table.lines().toList()))
                .toList());
    }
}
