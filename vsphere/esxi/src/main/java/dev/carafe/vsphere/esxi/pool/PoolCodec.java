package dev.carafe.vsphere.esxi.pool;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The pools as a file has them.
 *
 * <pre>{@code
 * {"lastId": 3, "pools": [{"id": "pool3", "name": "web", "parent": "ha-root-pool", "modified": "2026-01-01T00:00:00Z",
 *   "cpu": {"reservation": 0, "limit": -1, "expandable": true, "level": "normal", "shares": 4000}, "memory": {...}}]}
 * }</pre>
 */
public final class PoolCodec {
    private PoolCodec() {}

    public static String encode(PoolTree tree) {
        return JsonObject.of("lastId", tree.lastId())
                .with("pools", tree.all().stream().map(PoolCodec::encode).toList())
                .toString();
    }

    private static JsonObject encode(Pool pool) {
        ResourceConfigSpec config = pool.config();
        return JsonObject.of("id", pool.id())
                .with("name", pool.name())
                .with("parent", pool.parent())
                .with("modified", String.valueOf(config.lastModified()))
                .with("cpu", encode(config.cpuAllocation()))
                .with("memory", encode(config.memoryAllocation()));
    }

    private static JsonObject encode(ResourceAllocationInfo allocation) {
        SharesInfo shares = Objects.requireNonNull(allocation.shares());
        return JsonObject.of("reservation", PoolConfigs.reservation(allocation))
                .with("limit", PoolConfigs.limit(allocation))
                .with("expandable", PoolConfigs.isExpandable(allocation))
                .with("level", shares.level().wire())
                .with("shares", shares.shares());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param root the id of the root pool
     */
    public static PoolTree decode(String root, byte... content) throws MalformedJsonException {
        JsonObject file = Json.decode(content);
        List<Pool> pools = new ArrayList<>();
        try {
            for (JsonObject pool : file.objects("pools")) {
                String id = pool.requiredText("id");
                ResourceConfigSpec config = ResourceConfigSpec.builder()
                        .cpuAllocation(allocation(pool.object("cpu")))
                        .memoryAllocation(allocation(pool.object("memory")))
                        .build();
                pools.add(new Pool(
                        id,
                        pool.requiredText("name"),
                        pool.requiredText("parent"),
                        PoolConfigs.made(config, id, Instant.parse(pool.requiredText("modified")))));
            }
            return PoolTree.of(root, file.number("lastId", 0), pools);
        } catch (FaultException | IllegalArgumentException | DateTimeException wrong) {
            throw new MalformedJsonException("no resource pools: " + wrong.getMessage());
        }
    }

    private static ResourceAllocationInfo allocation(JsonObject written) throws MalformedJsonException {
        String word = written.requiredText("level");
        SharesLevel level = Arrays.stream(SharesLevel.values())
                .filter(each -> each.wire().equals(word))
                .findFirst()
                .orElseThrow(() -> new MalformedJsonException("no level of shares: " + word));
        return ResourceAllocationInfo.builder()
                .reservation(written.number("reservation", 0))
                .limit(written.number("limit", PoolConfigs.UNLIMITED))
                .expandableReservation(written.flag("expandable"))
                .shares(SharesInfo.builder()
                        .level(level)
                        .shares((int) written.number("shares", 0))
                        .build())
                .build();
    }
}
