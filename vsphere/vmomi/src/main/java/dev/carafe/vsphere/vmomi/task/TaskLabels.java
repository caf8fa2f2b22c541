package dev.carafe.vsphere.vmomi.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.TaskDescription;
import dev.carafe.vsphere.vim.vim25.TypeDescription;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What vSphere calls a task whose description id is known: its label for people, and the method on the wire. */
final class TaskLabels {
    private static final Map<String, String> LABELS = load();
    private static final Map<String, ManagedType> TYPES =
            Vim25.NAMESPACE.managedTypes().stream().collect(Collectors.toMap(ManagedType::vmodlName, type -> type));

    private TaskLabels() {}

    /** Such as {@code Power On virtual machine} for {@code VirtualMachine.powerOn}; the id where nothing is known. */
    static String label(String descriptionId) {
        String label = LABELS.get(descriptionId);
        if (label == null) {
            label = LABELS.get("ManagedEntity." + descriptionId.substring(descriptionId.lastIndexOf('.') + 1));
        }
        return label == null ? descriptionId : label;
    }

    /** Such as {@code PowerOnVM_Task} for {@code VirtualMachine.powerOn}; null where there is no such method. */
    static @Nullable String wsdlName(String descriptionId) {
        int dot = descriptionId.lastIndexOf('.');
        ManagedType type = dot < 0 ? null : TYPES.get("vim." + descriptionId.substring(0, dot));
        if (type == null) {
            return null;
        }
        String name = descriptionId.substring(dot + 1);
        return type.allMethods().stream()
                .filter(method -> method.vmodlName().equals(name))
                .map(ManagedMethod::wsdlName)
                .findFirst()
                .orElse(null);
    }

    /** What the task manager says of all this. */
    static TaskDescription description() {
        return TaskDescription.builder()
                .methodInfo(LABELS.entrySet().stream()
                        .map(entry -> element(entry.getKey(), entry.getValue()))
                        .toList())
                .state(List.of("queued", "running", "success", "error").stream()
                        .map(state ->
                                element(state, state.substring(0, 1).toUpperCase(Locale.ROOT) + state.substring(1)))
                        .toList())
                .reason(List.of(
                        reason("TaskReasonSchedule", "Scheduled task"),
                        reason("TaskReasonUser", "User task"),
                        reason("TaskReasonSystem", "System task"),
                        reason("TaskReasonAlarm", "Alarm task")))
                .build();
    }

    private static ElementDescription element(String key, String label) {
        return ElementDescription.builder().key(key).label(label).summary(label).build();
    }

    private static TypeDescription reason(String key, String label) {
        return TypeDescription.builder().key(key).label(label).summary(label).build();
    }

    private static Map<String, String> load() {
        try (InputStream in = Objects.requireNonNull(TaskLabels.class.getResourceAsStream("labels.txt"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split("\\|", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, _) -> one, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
