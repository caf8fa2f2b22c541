package dev.carafe.vsphere.esxi.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidFolder;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.LimitExceeded;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.time.Instant;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PoolTreeTest {
    private static final String ROOT = "root";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static ResourceAllocationInfo allocation(long reservation, long limit, boolean expandable) {
        return ResourceAllocationInfo.builder()
                .reservation(reservation)
                .limit(limit)
                .expandableReservation(expandable)
                .shares(SharesInfo.builder().level(SharesLevel.HIGH).shares(0).build())
                .build();
    }

    static ResourceConfigSpec spec(ResourceAllocationInfo cpu, ResourceAllocationInfo memory) {
        return ResourceConfigSpec.builder()
                .cpuAllocation(cpu)
                .memoryAllocation(memory)
                .build();
    }

    static final ResourceConfigSpec OPEN = spec(allocation(0, -1, true), allocation(0, -1, true));

    private static void refused(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void poolsHaveNamesOfTheirOwnWhereTheyAre() {
        PoolTree one = PoolTree.empty(ROOT).create(ROOT, "a/b", OPEN, NOW).tree();
        assertThat(one.children(ROOT)).extracting(Pool::name).containsExactly("a%2fb");
        refused(DuplicateName.class, () -> one.create(ROOT, "a%2fb", OPEN, NOW));
        refused(InvalidName.class, () -> one.create(ROOT, " ", OPEN, NOW));
        refused(InvalidName.class, () -> one.create(ROOT, "x".repeat(81), OPEN, NOW));
        refused(ManagedObjectNotFound.class, () -> one.create("pool9", "c", OPEN, NOW));
        PoolTree two = one.create("pool1", "a/b", OPEN, NOW).tree();
        assertThat(two.path("pool2")).extracting(Pool::id).containsExactly("pool1", "pool2");
        refused(DuplicateName.class, () -> two.move("pool2", ROOT));
        assertThat(two.rename("pool2", "c").tree().move("pool2", ROOT).tree().children(ROOT))
                .extracting(Pool::name)
                .containsExactly("a%2fb", "c");
    }

    @Test
    void settingsAreWholeAndWithinEachOther() {
        PoolTree empty = PoolTree.empty(ROOT);
        ResourceAllocationInfo open = allocation(0, -1, true);
        refused(
                InvalidArgument.class,
                () -> empty.create(ROOT, "a", spec(open.toBuilder().limit(null).build(), open), NOW));
        refused(InvalidArgument.class, () -> empty.create(ROOT, "a", spec(allocation(-1, -1, true), open), NOW));
        refused(InvalidArgument.class, () -> empty.create(ROOT, "a", spec(open, allocation(10, 9, true)), NOW));
        refused(InvalidArgument.class, () -> empty.create(ROOT, "a", spec(open, allocation(1L << 40, -1, true)), NOW));
        Pool made = empty.create(ROOT, "a", OPEN, NOW).pool();
        assertThat(made.config().cpuAllocation().shares())
                .extracting(SharesInfo::shares)
                .isEqualTo(8000);
        assertThat(made.config().memoryAllocation().shares())
                .extracting(SharesInfo::shares)
                .isEqualTo(327_680);

        ResourceConfigSpec less = spec(
                ResourceAllocationInfo.builder().limit(500L).build(),
                ResourceAllocationInfo.builder().build());
        Pool changed = empty.create(ROOT, "a", OPEN, NOW)
                .tree()
                .reconfigure("pool1", less, NOW)
                .pool();
        assertThat(changed.config().cpuAllocation().limit()).isEqualTo(500);
        assertThat(changed.config().cpuAllocation().expandableReservation()).isTrue();
        assertThat(changed.config().memoryAllocation()).isEqualTo(made.config().memoryAllocation());
    }

    @Test
    void noPoolIsInItselfNorTooDeep() {
        PoolTree tree = PoolTree.empty(ROOT);
        String parent = ROOT;
        for (int i = 1; i <= PoolTree.DEPTH_MAX; i++) {
            tree = tree.create(parent, "p", OPEN, NOW).tree();
            parent = "pool" + i;
        }
        PoolTree deep = tree;
        String last = parent;
        refused(LimitExceeded.class, () -> deep.create(last, "p", OPEN, NOW));
        refused(InvalidFolder.class, () -> deep.move("pool1", last));
        refused(InvalidFolder.class, () -> deep.move("pool1", "pool1"));
        PoolTree beside = deep.create(ROOT, "other", OPEN, NOW).tree();
        refused(LimitExceeded.class, () -> beside.move("pool1", "pool9"));
        assertThat(beside.move("pool9", "pool7").tree().path("pool9")).hasSize(8);
    }

    @Test
    void whatWasInAPoolIsInTheOneAboveWhenItGoes() {
        PoolTree tree = PoolTree.empty(ROOT)
                .create(ROOT, "a", OPEN, NOW)
                .tree()
                .create("pool1", "a", OPEN, NOW)
                .tree()
                .create("pool1", "b", OPEN, NOW)
                .tree()
                .create(ROOT, "b", OPEN, NOW)
                .tree()
                .remove("pool1");
        assertThat(tree.children(ROOT)).extracting(Pool::name).containsExactlyInAnyOrder("a", "b (1)", "b");
        assertThat(tree.create(ROOT, "c", OPEN, NOW).pool().id()).isEqualTo("pool5");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whateverIsDoneItIsATreeThatIsReadAsItWasWritten(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        PoolTree tree = PoolTree.empty(ROOT);
        for (int i = 0; i < 300; i++) {
            String one = any(tree, random);
            String other = any(tree, random);
            try {
                tree = switch (random.nextInt(4)) {
                    case 0 -> tree.move(one, other).tree();
                    case 1 -> tree.remove(one);
                    default ->
                        tree.create(one, "p" + random.nextInt(4), OPEN, NOW).tree();
                };
            } catch (FaultException refused) {
                assertThat(refused.fault())
                        .as("seed %d step %d", seed, i)
                        .isInstanceOfAny(
                                DuplicateName.class,
                                InvalidFolder.class,
                                LimitExceeded.class,
                                ManagedObjectNotFound.class);
            }
            for (Pool pool : tree.all()) {
                assertThat(tree.path(pool.id()).getFirst().parent())
                        .as("seed %d step %d", seed, i)
                        .isEqualTo(ROOT);
                assertThat(tree.path(pool.id())).hasSizeLessThanOrEqualTo(PoolTree.DEPTH_MAX);
            }
        }
        PoolTree read = PoolCodec.decode(ROOT, PoolCodec.encode(tree).getBytes(UTF_8));
        assertThat(read.all()).as("seed %d", seed).containsExactlyElementsOf(tree.all());
        assertThat(read.lastId()).isEqualTo(tree.lastId());
    }

    private static String any(PoolTree tree, SplittableRandom random) {
        int at = random.nextInt(tree.all().size() + 1);
        return at == 0 ? ROOT : tree.all().stream().toList().get(at - 1).id();
    }

    @Test
    void whatIsNoTreeIsNotRead() {
        PoolTree tree = PoolTree.empty(ROOT)
                .create(ROOT, "a", OPEN, NOW)
                .tree()
                .create("pool1", "b", OPEN, NOW)
                .tree();
        String text = PoolCodec.encode(tree);
        for (String wrong : new String[] {
            text.replace("\"parent\":\"root\"", "\"parent\":\"pool2\""),
            text.replace("pool2", "pool1"),
            text.replace("high", "highest"),
            text.replace("2026-01", "2026-13"),
            text.substring(1)
        }) {
            assertThatThrownBy(() -> PoolCodec.decode(ROOT, wrong.getBytes(UTF_8)))
                    .as(wrong)
                    .isInstanceOf(MalformedJsonException.class);
        }
    }
}
