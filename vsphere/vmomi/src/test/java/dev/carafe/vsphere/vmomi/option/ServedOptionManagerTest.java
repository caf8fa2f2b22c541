package dev.carafe.vsphere.vmomi.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.OptionManager;
import dev.carafe.vsphere.vim.vim25.OptionManagerProperties;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.testing.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedOptionManagerTest {
    private static final ManagedObjectReference<OptionManager> REFERENCE =
            new ManagedObjectReference<>("OptionManager", "VpxSettings");

    private final ObjectRegistry registry = new ObjectRegistry();

    @TempDir
    Path folder;

    private ServedOptionManager manager(ObjectRegistry of, Path file) throws IOException {
        return ServedOptionManager.open(
                REFERENCE,
                of,
                new FileOptionStore(file),
                Map.of("event.maxAge", 30, "VirtualCenter.InstanceName", "vc"),
                key -> key.startsWith("config."));
    }

    private static OptionValue option(String key, @Nullable Object value) {
        return OptionValue.builder().key(key).value(value).build();
    }

    @Test
    void optionsAreFoundByNameAndByWhatTheyAreBelow() throws Exception {
        ServedOptionManager manager = manager(registry, folder.resolve("options"));
        assertThat(manager.queryOptions("event.maxAge")).containsExactly(option("event.maxAge", 30));
        assertThat(manager.queryOptions("event")).containsExactly(option("event.maxAge", 30));
        assertThat(manager.queryOptions("event.")).containsExactly(option("event.maxAge", 30));
        assertThat(manager.queryOptions(null)).hasSize(2);
        Served.assertFault(InvalidName.class, () -> manager.queryOptions("even"));
    }

    @Test
    void whatIsSetIsShownAndOutlivesARestart() throws Exception {
        Path file = folder.resolve("options");
        List<OptionValue> changed =
                List.of(option("event.maxAge", 7), option("config.x y", "a\nb"), option("config.long", 5L));
        manager(registry, file).updateOptions(changed);
        assertThat(((OptionManagerProperties) registry.properties(REFERENCE).orElseThrow()).setting())
                .containsAll(changed)
                .hasSize(4);
        assertThat(manager(new ObjectRegistry(), file).queryOptions(null)).containsAll(changed);
    }

    @Test
    void whatWasAddedIsTakenBackByNoValue() throws Exception {
        ServedOptionManager manager = manager(registry, folder.resolve("options"));
        manager.updateOptions(List.of(option("config.x", true)));
        manager.updateOptions(List.of(option("config.x", null)));
        Served.assertFault(InvalidName.class, () -> manager.queryOptions("config.x"));
    }

    @Test
    void whatCannotBeSetIsRefusedWithAllThatCameWithIt() throws Exception {
        ServedOptionManager manager = manager(registry, folder.resolve("options"));
        OptionValue good = option("config.good", 1);
        Served.assertFault(InvalidName.class, () -> manager.updateOptions(List.of(good, option("other", 1))));
        Served.assertFault(
                InvalidArgument.class, () -> manager.updateOptions(List.of(good, option("event.maxAge", "x"))));
        Served.assertFault(
                InvalidArgument.class, () -> manager.updateOptions(List.of(good, option("event.maxAge", null))));
        Served.assertFault(
                InvalidArgument.class, () -> manager.updateOptions(List.of(good, option("config.y", REFERENCE))));
        assertThat(manager.queryOptions(null)).hasSize(2);
    }

    @Test
    void aChangeThatCannotBeKeptIsNotMade() throws Exception {
        ServedOptionManager manager = manager(registry, folder.resolve("missing/options"));
        Served.assertFault(SystemError.class, () -> manager.updateOptions(List.of(option("event.maxAge", 1))));
        assertThat(manager.value("event.maxAge")).isEqualTo(30);
    }

    @Test
    void aDamagedFileIsSaidSo() throws Exception {
        Path file = Files.writeString(folder.resolve("options"), "x nonsense 1\n");
        assertThatIOException().isThrownBy(() -> manager(registry, file)).withMessageContaining("nonsense");
    }
}
