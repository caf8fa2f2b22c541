package dev.carafe.cli.log;

import java.util.List;
import java.util.Map;

/** Which part of a cloud a logger belongs to. */
public final class Parts {

    /** What belongs to no part in particular. */
    public static final String CARAFE = "carafe";

    private static final Map<String, String> BY_PACKAGE = Map.of(
            "dev.carafe.etcd", "etcd",
            "dev.carafe.kubernetes.apiserver", "kube-apiserver",
            "dev.carafe.kubernetes.controllermanager", "kube-controller-manager",
            "dev.carafe.kubernetes.scheduler", "kube-scheduler",
            "dev.carafe.kubernetes.kubelet", "kubelet",
            "dev.carafe.kubernetes.proxy", "kube-proxy",
            "dev.carafe.kubernetes.dns", "cluster-dns",
            "dev.carafe.kubernetes.cloudcontrollermanager", "cloud-controller-manager",
            "dev.carafe.cloudprovider", "cloud-controller-manager");

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
            "cluster-dns");

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
