package dev.carafe.vsphere.vcenter.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.vsphere.vcenter.tagging.TagException.Kind;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaggingTest {
    @TempDir
    Path folder;

    private interface Use {
        void of(Tagging tagging) throws Exception;
    }

    private TagState use(Use use) throws Exception {
        try (Store store = EmbeddedStore.open(StoreConfig.of(folder))) {
            Tagging tagging = Tagging.open(new StoreTags(store));
            use.of(tagging);
            return tagging.state();
        }
    }

    private static void assertRefused(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(TagException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Attachment onMachine(String tag) {
        return new Attachment(tag, "VirtualMachine", "vm-1");
    }

    @Test
    void tagsOutliveARestart() throws Exception {
        TagState before = use(tagging -> {
            String category = tagging.createCategory("", "region ä", "where", true, List.of("VirtualMachine"));
            String tag = tagging.createTag("", category, "north", "");
            String gone = tagging.createTag("", category, "south", "");
            tagging.attach(onMachine(tag));
            tagging.deleteTag(gone);
        });
        assertThat(before.attachments()).hasSize(1);
        assertThat(use(_ -> {})).isEqualTo(before);
    }

    @Test
    void anObjectHasOneTagOfACategoryThatSaysSo() throws Exception {
        use(tagging -> {
            String category = tagging.createCategory("", "zone", "", true, List.of());
            String one = tagging.createTag("", category, "a", "");
            String other = tagging.createTag("", category, "b", "");
            tagging.attach(onMachine(one));
            tagging.attach(onMachine(one));
            assertRefused(Kind.INVALID_ARGUMENT, () -> tagging.attach(onMachine(other)));
            tagging.updateCategory(category, null, null, false, List.of());
            tagging.attach(onMachine(other));
            assertThat(tagging.state().on("VirtualMachine", "vm-1")).containsExactlyInAnyOrder(one, other);
            assertRefused(Kind.INVALID_ARGUMENT, () -> tagging.updateCategory(category, null, null, true, List.of()));
            tagging.deleteCategory(category);
            assertThat(tagging.state()).isEqualTo(TagState.EMPTY);
        });
    }

    @Test
    void namesAreTakenOnceAndWhatIsUnknownIsSaidSo() throws Exception {
        use(tagging -> {
            String category = tagging.createCategory("", "region", "", false, List.of("Folder"));
            String tag = tagging.createTag("", category, "north", "");
            tagging.createTag("", category, "south", "");
            assertRefused(Kind.ALREADY_EXISTS, () -> tagging.createCategory("", "region", "", false, List.of()));
            assertRefused(Kind.ALREADY_EXISTS, () -> tagging.createTag("", category, "north", ""));
            assertRefused(Kind.ALREADY_EXISTS, () -> tagging.updateTag(tag, "south", null));
            assertRefused(Kind.NOT_FOUND, () -> tagging.createTag("", "urn:none", "x", ""));
            assertRefused(Kind.NOT_FOUND, () -> tagging.attach(onMachine("urn:none")));
            assertRefused(Kind.INVALID_ARGUMENT, () -> tagging.attach(onMachine(tag)));
            assertRefused(Kind.INVALID_ARGUMENT, () -> tagging.createCategory("", " ", "", false, List.of()));
            assertRefused(Kind.INVALID_ARGUMENT, () -> tagging.createTag("mine", category, "x", ""));
        });
    }
}
