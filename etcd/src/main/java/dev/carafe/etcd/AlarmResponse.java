package dev.carafe.etcd;

import java.util.List;

/**
 * Alarms.
 *
 * @param revision the store's revision
 * @param alarms those asked for, or the one raised or ended
 */
public record AlarmResponse(long revision, List<AlarmMember> alarms) implements WriteResponse {}
