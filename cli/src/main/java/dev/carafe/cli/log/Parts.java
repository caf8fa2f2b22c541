package dev.carafe.cli.log;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/** Which part of a cloud a logger belongs to. */
public final class Parts {

    /** What belongs to no part in particular. */
    public static final String CARAFE = "carafe";

    private static final Map<String, String> BY_PACKAGE = Map.ofEntries(
            entry("dev.carafe.etcd", "etcd"),
            entry("dev.carafe.kubernetes.apiserver", "kube-apiserver"),
            entry("dev.carafe.kubernetes.controllermanager", "kube-controller-manager"),
            entry("dev.carafe.kubernetes.scheduler", "kube-scheduler"),
            entry("dev.carafe.kubernetes.kubelet", "kubelet"),
            entry("dev.carafe.kubernetes.proxy", "kube-proxy"),
            entry("dev.carafe.kubernetes.dns", "cluster-dns"),
            entry("dev.carafe.kubernetes.cloudcontrollermanager", "cloud-controller-manager"),
            entry("dev.carafe.cloudprovider", "cloud-controller-manager"),
            entry("dev.carafe.vsphere.esxi", "esxi"),
            entry("dev.carafe.vsphere.vcenter", "vcenter"));

    /** The names under which {@code carafe logs} knows logs, in starting order. */
    public static final List<String> NAMES = List.of(
            CARAFE,
            "containerd",
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kubelet",
            "kube-proxy",
            "cluster-dns",
            "esxi",
            "esxi-1",
            "esxi-2",
            "esxi-3",
            "esxi-4",
            "esxi-5",
            "esxi-6",
            "esxi-7",
            "esxi-8",
            "vcenter");

    private Parts() {}

    /** The part whose code the logger {@code name} is in. */
    static String of(String name) {
        int end = name.length();
        while (end > 0) {
            String part = BY_PACKAGE.get(name.substring(0, end));
            if (part != null) {
                return part;
            }
            end = name.lastIndexOf('.', end - 1);
        }
        return CARAFE;
    }
}
