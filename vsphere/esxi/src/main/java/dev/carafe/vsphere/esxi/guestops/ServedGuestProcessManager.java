package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.ExecStatus;
import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestAuthentication;
import dev.carafe.vsphere.vim.vim25.GuestProcessInfo;
import dev.carafe.vsphere.vim.vim25.GuestProcessManager;
import dev.carafe.vsphere.vim.vim25.GuestProgramSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs programs in guests. */
final class ServedGuestProcessManager implements GuestProcessManager, ServedObject {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);
    private static final int COMMAND_MAX = 64 << 10;
    private static final int PROCESSES_MAX = 8192;

    private final ManagedObjectReference<GuestProcessManager> reference;
    private final GuestMachines machines;
    private final GuestShell shell;
    private final GuestPrograms programs;
    private final InstantSource clock;

    ServedGuestProcessManager(
            ManagedObjectReference<GuestProcessManager> reference,
            GuestMachines machines,
            GuestShell shell,
            InstantSource clock) {
        this.reference = reference;
        this.machines = machines;
        this.shell = shell;
        this.programs = new GuestPrograms(clock);
        this.clock = clock;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public long startProgramInGuest(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, GuestProgramSpec spec) {
        Credentials who = Credentials.of(auth);
        GuestAgent agent = machines.agent(vm);
        String line = Scripts.quoted(spec.programPath()) + " " + spec.arguments();
        if (spec.programPath().isEmpty() || line.length() > COMMAND_MAX || line.indexOf('\0') >= 0) {
            throw GuestFaults.invalid("spec.programPath", "That is no program and its arguments.");
        }
        String folder = Optional.ofNullable(spec.workingDirectory()).orElse("");
        // What can be known before is said before; the rest is the program's exit status.
        String known =
                "p=" + Scripts.quoted(spec.programPath()) + "; case $p in */*) [ -e \"$p\" ] || exit 102; [ -x \"$p\" ]"
                        + " && [ ! -d \"$p\" ] || exit 105;; *) command -v \"$p\" >/dev/null || exit 102;; esac; "
                        + (folder.isEmpty() ? "" : "[ -d " + Scripts.quoted(folder) + " ] || exit 102");
        shell.runForFile(agent, who, known, spec.programPath(), new byte[0]);
        StringBuilder command = new StringBuilder();
        if (!folder.isEmpty()) {
            command.append("cd -- ").append(Scripts.quoted(folder)).append(" || exit 1; ");
        }
        for (String variable : spec.envVariables()) {
            if (!VARIABLE.matcher(variable).matches()) {
                throw GuestFaults.invalid("spec.envVariables", "A variable is NAME=VALUE.");
            }
            command.append("export ").append(Scripts.quoted(variable)).append("; ");
        }
        long pid = shell.start(agent, who, command + line);
        String name = spec.programPath().substring(spec.programPath().lastIndexOf('/') + 1);
        programs.started(
                vm,
                GuestProcessInfo.builder()
                        .pid(pid)
                        .name(name)
                        .owner(who.user())
                        .cmdLine((spec.programPath() + " " + spec.arguments()).strip())
                        .startTime(clock.instant())
                        .build());
        return pid;
    }

    @Override
    public List<GuestProcessInfo> listProcessesInGuest(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, List<Long> pids) {
        Credentials who = Credentials.of(auth);
        GuestAgent agent = machines.agent(vm);
        shell.check(agent, who);
        try {
            List<GuestProcessInfo> found = new ArrayList<>();
            boolean others = pids.isEmpty();
            for (long pid : pids) {
                Optional<GuestProcessInfo> ours = programs.find(vm, agent, pid);
                ours.ifPresent(found::add);
                others |= ours.isEmpty();
            }
            if (!others) {
                return found;
            }
            Map<Long, GuestProcessInfo> all = new LinkedHashMap<>();
            ExecStatus listed = shell.run(agent, who, Scripts.processes(), new byte[0]);
            parse(listed.output(), clock.instant()).forEach(one -> all.put(one.pid(), one));
            programs.of(vm, agent).forEach(one -> all.put(one.pid(), one));
            return all.values().stream()
                    .filter(one -> pids.isEmpty() || pids.contains(one.pid()))
                    .toList();
        } catch (IOException failed) {
            throw GuestFaults.agent(failed);
        }
    }

    /** What {@link Scripts#processes} writes; a line that is not as it should be is left out. */
    static List<GuestProcessInfo> parse(String listed, Instant now) {
        List<GuestProcessInfo> found = new ArrayList<>();
        String[] lines = listed.split("\n");
        for (int i = 0; i < lines.length && found.size() < PROCESSES_MAX; i++) {
            String[] words = lines[i].split("\\|", 3);
            if (words.length == 3 && words[0].matches("\\d{1,10}")) {
                boolean has = i + 1 < lines.length && lines[i + 1].startsWith(">");
                String command = has ? lines[i + 1].substring(1).strip() : "";
                found.add(GuestProcessInfo.builder()
                        .pid(Long.parseLong(words[0]))
                        .owner(words[1])
                        .name(words[2])
                        .cmdLine(command.isEmpty() ? words[2] : command)
                        .startTime(now)
                        .build());
            }
        }
        return found;
    }

    @Override
    public void terminateProcessInGuest(ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, long pid) {
        Credentials who = Credentials.of(auth);
        GuestAgent agent = machines.agent(vm);
        String command = "[ -d /proc/" + pid + " ] || exit 102; kill -TERM " + pid + " || exit 105";
        ExecStatus status = shell.run(agent, who, pid < 2 ? "exit 102" : command, new byte[0]);
        switch (status.exitCode().orElse(-1)) {
            case 0 -> {}
            case Scripts.ABSENT -> throw GuestFaults.process(pid);
            default -> throw GuestFaults.file(Scripts.DENIED, "" + pid, GuestShell.said(status));
        }
    }

    @Override
    public List<String> readEnvironmentVariableInGuest(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, List<String> names) {
        Credentials who = Credentials.of(auth);
        try {
            String listed = shell.run(machines.agent(vm), who, Scripts.environment(), new byte[0])
                    .output();
            return listed.lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .filter(line -> names.isEmpty() || names.contains(line.substring(0, line.indexOf('='))))
                    .toList();
        } catch (IOException failed) {
            throw GuestFaults.agent(failed);
        }
    }
}
