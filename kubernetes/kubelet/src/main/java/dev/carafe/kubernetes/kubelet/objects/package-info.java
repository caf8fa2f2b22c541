/**
 * The objects that pods refer to: ConfigMaps, Secrets, tokens, claims. {@link
 * dev.carafe.kubernetes.kubelet.objects.ReferencedObjects} is what volumes and environments ask; behind
 * it stands the API server through the client, with a cache whose entries live as long as pods need them.
 * Any thread may ask; asking may block on the network.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.objects;

import org.jspecify.annotations.NullMarked;
