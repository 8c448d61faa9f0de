/// What a text may cost at most. Every limit holds while the text is read, so that a hostile text costs no
/// more than it is allowed to.
public struct ParsingLimits: Hashable, Sendable {
  /// The length of the text in bytes, and of what all aliases of one document together stand for.
  public var bytes: Int
  /// How deep sequences and mappings may nest, aliases expanded. More than 1,000 counts as 1,000, which a
  /// thread's stack holds.
  public var depth: Int
  /// The number of parsing events: one for a scalar or an alias, two for a collection or a document.
  public var events: Int
  /// The number of documents in the text.
  public var documents: Int
  /// How many nodes all aliases of one document together may stand for.
  public var aliasExpansion: Int
  /// Directives before one document: libyaml takes time with their square.
  public var directives: Int

  /// Limits that no manifest meets and any machine can bear.
  public init(
    bytes: Int = 1 << 20, depth: Int = 100, events: Int = 200_000, documents: Int = 1_000,
    aliasExpansion: Int = 10_000, directives: Int = 100
  ) {
    self.bytes = bytes
    self.depth = depth
    self.events = events
    self.documents = documents
    self.aliasExpansion = aliasExpansion
    self.directives = directives
  }
}
