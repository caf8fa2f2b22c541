package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchesTest {
    private static final ManagedObjectReference<PropertyFilter> LEASES = filter("leases");
    private static final ManagedObjectReference<PropertyFilter> NAME = filter("name");

    private final Watches watches = new Watches();

    @Test
    void whatIsMirroredIsTakenOutOfWhatCame() {
        watches.mirror(LEASES);
        Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> came = came(LEASES, update("lease-1"));
        came.putAll(came(NAME, update("folder")));

        assertThat(watches.takeMirrored(came)).containsExactly(update("lease-1"));
        assertThat(came).containsOnlyKeys(NAME);
    }

    @Test
    void whatCameBeforeItWasSaidToBeForTheMirrorIsTakenInTheNextRound() {
        Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> first = came(LEASES, update("lease-1"));
        assertThat(watches.takeMirrored(first)).isEmpty();
        first.forEach(watches::deliver);

        watches.mirror(LEASES);

        assertThat(watches.takeMirrored(came(LEASES, update("lease-2"))))
                .containsExactly(update("lease-1"), update("lease-2"));
        assertThat(watches.takeMirrored(new HashMap<>())).isEmpty();
    }

    @Test
    void whatIsSaidToBeForTheMirrorInTheMiddleOfARoundIsTakenInTheNextOne() {
        Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> first = came(LEASES, update("lease-1"));
        assertThat(watches.takeMirrored(first)).isEmpty();

        watches.mirror(LEASES);
        first.forEach(watches::deliver);

        assertThat(watches.takeMirrored(new HashMap<>())).containsExactly(update("lease-1"));
    }

    @Test
    void aWatchHearsWhatCameBeforeIt() {
        List<ObjectUpdate> heard = new ArrayList<>();
        watches.deliver(NAME, List.of(update("folder")));

        watches.add(NAME, new Watches.Watch() {
            @Override
            public void updated(List<ObjectUpdate> updates) {
                heard.addAll(updates);
            }

            @Override
            public void lost() {
                heard.clear();
            }
        });

        assertThat(heard).containsExactly(update("folder"));
    }

    private static ManagedObjectReference<PropertyFilter> filter(String name) {
        return new ManagedObjectReference<>("PropertyFilter", name);
    }

    private static Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> came(
            ManagedObjectReference<PropertyFilter> filter, ObjectUpdate update) {
        return new HashMap<>(Map.of(filter, List.of(update)));
    }

    private static ObjectUpdate update(String object) {
        return ObjectUpdate.builder()
                .kind(ObjectUpdateKind.ENTER)
                .obj(new ManagedObjectReference<>("HttpNfcLease", object))
                .build();
    }
}
