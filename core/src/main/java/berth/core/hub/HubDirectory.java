package berth.core.hub;

/// Finds the registry behind a link.
public interface HubDirectory {
    HubRegistry registry(LinkedHub hub);
}
