package berth.core.hub;

import berth.core.id.DeviceId;
import berth.core.id.ModuleId;

import org.jspecify.annotations.Nullable;

/// Who connects to a hub: a device, or a module of one.
///
/// @param moduleId null for the device itself
public record HubClient(DeviceId deviceId, @Nullable ModuleId moduleId) {
    public static HubClient device(DeviceId deviceId) {
        return new HubClient(deviceId, null);
    }

    public static HubClient module(DeviceId deviceId, ModuleId moduleId) {
        return new HubClient(deviceId, moduleId);
    }

    public boolean isModule() {
        return moduleId != null;
    }

    /// `{device}` or `{device}/{module}`, as in an MQTT client identifier. Neither part can hold a
    /// slash.
    public String text() {
        return moduleId == null ? deviceId.value() : deviceId.value() + "/" + moduleId.value();
    }

    /// The path under the hub's host name, not encoded: `/devices/{device}[/modules/{module}]`.
    public String path() {
        return moduleId == null
                ? "/devices/" + deviceId.value()
                : "/devices/" + deviceId.value() + "/modules/" + moduleId.value();
    }

    /// @throws IllegalArgumentException when `text` is not what [#text] makes
    public static HubClient parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? device(new DeviceId(text))
                : module(
                        new DeviceId(text.substring(0, slash)),
                        new ModuleId(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return text();
    }
}
