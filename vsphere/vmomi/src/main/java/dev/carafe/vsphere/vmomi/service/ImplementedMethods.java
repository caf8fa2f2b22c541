package dev.carafe.vsphere.vmomi.service;

import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which methods of the API a server has, read from its classes: a method is there when a served object overrides it. */
public final class ImplementedMethods {
    private static final String API = "dev.carafe.vsphere.vim.";

    private ImplementedMethods() {}

    /**
     * All methods of the API, by owner and name, and whether the server has them.
     *
     * @param server a class of the server: it and all that stand in the same jar or folder are looked at, besides those of
     *     this room
     */
    public static Map<String, Boolean> of(Class<?> server) throws IOException {
        Set<String> overridden = new HashSet<>();
        for (Class<?> type : List.of(ServedObject.class, server)) {
            for (Class<?> served : served(type)) {
                overridden.addAll(overridden(served));
            }
        }
        Map<String, Boolean> all = new TreeMap<>();
        for (ManagedMethod method : Vim25.NAMESPACE.methods()) {
            String name = method.owner().wsdlName() + "." + method.wsdlName();
            all.put(name, SoapService.answersItself(method) || overridden.contains(javaName(name)));
        }
        return all;
    }

    /** Owner and method of what a class does itself, for each interface of the API that declares it. */
    private static Set<String> overridden(Class<?> served) {
        Set<String> names = new HashSet<>();
        for (Method method : served.getMethods()) {
            if (method.getDeclaringClass().getName().startsWith(API)) {
                continue;
            }
            for (Class<?> declaring : interfaces(served)) {
                if (declaring.getName().startsWith(API) && declares(declaring, method)) {
                    names.add(declaring.getSimpleName() + "." + method.getName());
                }
            }
        }
        return names;
    }

    private static boolean declares(Class<?> api, Method method) {
        for (Method each : api.getDeclaredMethods()) {
            if (each.getName().equals(method.getName())) {
                return true;
            }
        }
        return false;
    }

    private static Set<Class<?>> interfaces(Class<?> type) {
        Set<Class<?>> all = new HashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            collect(each, all);
        }
        return all;
    }

    private static void collect(Class<?> type, Set<Class<?>> into) {
        for (Class<?> each : type.getInterfaces()) {
            if (into.add(each)) {
                collect(each, into);
            }
        }
    }

    /** A method's name in Java begins with a small letter. */
    private static String javaName(String ownerAndMethod) {
        int start = ownerAndMethod.indexOf('.') + 1;
        return ownerAndMethod.substring(0, start)
                + Character.toLowerCase(ownerAndMethod.charAt(start))
                + ownerAndMethod.substring(start + 1);
    }

    private static List<Class<?>> served(Class<?> beside) throws IOException {
        Path place;
        try {
            place = Path.of(
                    beside.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(place)) {
            return served(place, beside.getClassLoader());
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
            return served(jar.getPath("/"), beside.getClassLoader());
        }
    }

    private static List<Class<?>> served(Path root, ClassLoader loader) throws IOException {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (name.endsWith("-info.class")) {
                    continue;
                }
                Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()), false, loader);
                if (ServedObject.class.isAssignableFrom(type) && !type.isInterface()) {
                    found.add(type);
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IOException(e); // a file beside the server's classes that is none
        }
        return found;
    }
}
