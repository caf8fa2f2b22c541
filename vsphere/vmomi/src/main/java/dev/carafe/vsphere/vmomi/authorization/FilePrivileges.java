package dev.carafe.vsphere.vmomi.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vmomi.authorization.MethodPrivileges.Need;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.net.URLDecoder;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to work with files and virtual disks. These methods belong to managers and name datastores in paths only, so
 * the API's table asks for nothing that counts; the API's documentation asks for {@code Datastore.FileManagement} on each
 * datastore that is named. Where a path names none that there is, it is asked for on the root.
 */
final class FilePrivileges {
    private static final String MANAGE = "Datastore.FileManagement";
    private static final Set<String> MANAGERS = Set.of("FileManager", "VirtualDiskManager");
    private static final Set<String> PATHS = Set.of("name", "sourceName", "destinationName", "destName");

    /** {@code [datastore1] a/b}, or a {@code /folder} address with {@code dsName=datastore1}. */
    private static final Pattern PATH = Pattern.compile("\\s*\\[([^]]*)].*", Pattern.DOTALL);

    private static final Pattern ADDRESS = Pattern.compile("https?://[^?]*\\?(?:.*&)?dsName=([^&]*).*", Pattern.DOTALL);

    private FilePrivileges() {}

    /** Whether it is one of these methods. */
    static boolean isAsked(ManagedMethod method) {
        return MANAGERS.contains(method.owner().wsdlName());
    }

    /** @param arguments a path is followed by the datacenter in which it counts, which may be absent */
    static void of(
            ManagedObjectReference<?> manager,
            ManagedMethod method,
            List<@Nullable Object> arguments,
            ObjectSource source,
            List<Need> needs) {
        List<Field> parameters = method.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (PATHS.contains(parameters.get(i).name())) {
                Object datacenter = i + 1 < arguments.size() ? arguments.get(i + 1) : null;
                List<ManagedObjectReference<?>> datastores = datastores(arguments.get(i), datacenter, source);
                datastores.forEach(datastore -> needs.add(new Need(datastore, MANAGE)));
                if (datastores.isEmpty()) {
                    needs.add(new Need(manager, MANAGE));
                }
            }
        }
    }

    /** All that a path may mean: without a datacenter, those of its name in every one. */
    private static List<ManagedObjectReference<?>> datastores(
            @Nullable Object path, @Nullable Object datacenter, ObjectSource source) {
        String name = name(path);
        if (name == null) {
            return List.of();
        }
        DatacenterProperties within = datacenter instanceof ManagedObjectReference<?> reference
                        && source.properties(reference) instanceof DatacenterProperties properties
                ? properties
                : null;
        return source.references().stream()
                .filter(each -> within == null || within.datastore().contains(each))
                .filter(each -> source.properties(each) instanceof DatastoreProperties datastore
                        && name.equals(datastore.name()))
                .toList();
    }

    private static @Nullable String name(@Nullable Object path) {
        if (!(path instanceof String text)) {
            return null;
        }
        Matcher written = PATH.matcher(text);
        if (written.matches()) {
            return written.group(1);
        }
        Matcher address = ADDRESS.matcher(text);
        try {
            return address.matches() ? URLDecoder.decode(address.group(1), UTF_8) : null;
        } catch (IllegalArgumentException _) {
            return null; // wrongly escaped: no datastore's name
        }
    }
}
