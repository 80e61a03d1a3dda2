package berth.net.link;

/// A protocol that is spoken over byte links.
public interface LinkProtocol {
    LinkSession open(ByteLink link);
}
