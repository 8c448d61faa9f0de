public import YAML

/// Something wrong with a field of an object that was read.
public struct FieldIssue: Hashable, Sendable {
  /// The way from the object to the field; to the place where it should be when it is missing.
  public var path: [PathElement]
  /// What is wrong, for people.
  public var message: String
  /// The reason that a run fails for.
  public var reason: Reason

  /// An issue of these parts.
  public init(path: [PathElement], message: String, reason: Reason) {
    self.path = path
    self.message = message
    self.reason = reason
  }
}

extension [PathElement] {
  /// The way on to a key.
  func child(_ key: String) -> [PathElement] { self + [.key(key)] }

  /// The way on to an item of the list under a key.
  func child(_ key: String, _ index: Int) -> [PathElement] { self + [.key(key), .index(index)] }
}
