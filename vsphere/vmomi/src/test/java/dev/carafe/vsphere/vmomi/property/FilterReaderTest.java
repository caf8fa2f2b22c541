package dev.carafe.vsphere.vmomi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidProperty;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterReaderTest {
    private final Inventory inventory = new Inventory();

    private static PropertyFilterSpec spec(String type, List<String> paths, List<? extends SelectionSpec> selections) {
        return PropertyFilterSpec.builder()
                .propSet(
                        List.of(PropertySpec.builder().type(type).pathSet(paths).build()))
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(Inventory.ROOT)
                        .selectSet(selections)
                        .build()))
                .build();
    }

    private List<ObjectContent> retrieve(PropertyFilterSpec spec) {
        Filter filter = FilterReader.read(spec);
        return inventory.registry.read(source -> Retrieval.retrieve(filter, source));
    }

    private static TraversalSpec.Builder children() {
        return TraversalSpec.builder().type("Folder").path("childEntity");
    }

    @Test
    void traversalsLeadToObjectsAndInCirclesOnlyOnce() {
        inventory.add(1, "one");
        inventory.add(2, "two");
        TraversalSpec circle = children()
                .name("down")
                .selectSet(List.of(
                        SelectionSpec.builder().name("up").build(),
                        SelectionSpec.builder().name("down").build()))
                .build();
        TraversalSpec up = TraversalSpec.builder()
                .name("up")
                .type("ManagedEntity")
                .path("parent")
                .selectSet(List.of(SelectionSpec.builder().name("down").build()))
                .build();
        List<ObjectContent> found = retrieve(spec("ManagedEntity", List.of("name"), List.of(circle, up)));
        assertThat(found)
                .extracting(content -> content.obj().value() + "="
                        + content.propSet().getFirst().val())
                .containsExactly("group-d1=root", "vm-1=one", "vm-2=two");
    }

    @Test
    void pathsBesideAllPropertiesMeanNothing() {
        PropertyFilterSpec spec = spec("ManagedEntity", List.of("licenseAssignmentManager"), List.of());
        PropertyFilterSpec all = spec.toBuilder()
                .propSet(List.of(spec.propSet().getFirst().toBuilder().all(true).build()))
                .build();
        assertThat(retrieve(all)).extracting(content -> content.obj().value()).containsExactly("group-d1");
        assertThatExceptionOfType(FaultException.class).isThrownBy(() -> retrieve(spec));
    }

    @Test
    void aSkippedTraversalIsPassedThroughUntold() {
        inventory.add(1, "one");
        assertThat(retrieve(spec(
                        "ManagedEntity",
                        List.of("name"),
                        List.of(children().skip(true).build()))))
                .extracting(content -> content.obj().value())
                .containsExactly("group-d1");
    }

    @Test
    void valuesBelowAKeyAndOfSubtypesAreRead() {
        inventory.add(1, "one");
        inventory.devices(1, List.of(Inventory.disk(2000, 7), Inventory.disk(2001, 8)));
        assertThat(retrieve(spec(
                                "VirtualMachine",
                                List.of("config.hardware.device[2001].capacityInKB", "config.hardware.device[9].key"),
                                List.of(children().build())))
                        .getFirst()
                        .propSet())
                .singleElement()
                .satisfies(property -> {
                    assertThat(property.name()).isEqualTo("config.hardware.device[2001].capacityInKB");
                    assertThat(property.val()).isEqualTo(8L);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nothing", "name.length", "config.", "name[1]", "config.hardware.device.key", "config[3].name"})
    void aPathThatNoObjectOfTheTypeCanHaveIsAnInvalidProperty(String path) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> FilterReader.read(spec("VirtualMachine", List.of(path), List.of())))
                .satisfies(e -> assertThat(e.fault())
                        .isInstanceOfSatisfying(
                                InvalidProperty.class,
                                fault -> assertThat(fault.name()).isEqualTo(path)));
    }

    @Test
    void whatIsNoTypeOrNoNamedTraversalIsRefusedByItsArgument() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> FilterReader.read(spec("VirtualDisk", List.of(), List.of())))
                .satisfies(e -> assertThat(((InvalidArgument) e.fault()).invalidProperty())
                        .isEqualTo("propSet.type"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> FilterReader.read(spec(
                        "Folder",
                        List.of(),
                        List.of(SelectionSpec.builder().name("nobody").build()))))
                .withMessage("No traversal is called nobody.");
    }

    @Test
    void aStartThatIsNotThereIsAFaultUnlessMissingOnesAreReported() {
        PropertyFilterSpec spec = spec("VirtualMachine", List.of("name"), List.of()).toBuilder()
                .objectSet(
                        List.of(ObjectSpec.builder().obj(Inventory.machine(9)).build()))
                .build();
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> retrieve(spec))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
        assertThat(retrieve(spec.toBuilder().reportMissingObjectsInResults(true).build()))
                .isEmpty();
    }
}
