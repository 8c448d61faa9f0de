public import WorkflowAPI
import YAML

/// Finds what a run needs and checks all that can be known before it starts: pure, over a lookup.
public enum RunPlanner {
  /// Resolves a run's templates and checks them, and what they hand one another (spec, sections 2 and 3).
  ///
  /// - Parameters:
  ///   - template: the template of a name, in the run's namespace.
  ///   - templateNames: the names of all templates of that namespace; asked for only to suggest one.
  /// - Throws: the first thing that is wrong.
  public static func plan(
    _ run: WorkflowRun, limits: EngineLimits, template: @escaping (String) -> WorkflowTemplate?,
    templateNames: @escaping () -> [String]
  ) throws(RunRejection) -> RunPlan {
    if let issue = Validator.issues(in: .workflowRun(run)).first {
      throw RunRejection(reason: issue.reason, message: issue.message, subject: .run, path: issue.path)
    }
    var survey = TemplateSurvey(limits: limits, lookup: template, names: templateNames)
    let root = try survey.root(of: run)
    try Supply(of: run).check(root.spec, TemplatePlace(subject: .run, path: [.key("spec")]))
    var bindings = BindingSurvey(templates: survey.templates)
    try bindings.check(root.spec, of: run)
    return RunPlan(run: run, templates: survey.templates)
  }
}

/// A template where it was found: the manifest, and the path of its spec there.
struct TemplatePlace {
  var subject: RunRejection.Subject
  var path: [PathElement]

  /// A rejection of what is at `path` below this place.
  func rejection(_ reason: Reason, _ message: String, _ path: PathElement...) -> RunRejection {
    RunRejection(reason: reason, message: message, subject: subject, path: self.path + path)
  }

  /// A place below this one.
  func at(_ path: PathElement...) -> TemplatePlace {
    TemplatePlace(subject: subject, path: self.path + path)
  }
}

/// A template with its place.
struct LocatedTemplate {
  /// `nil` for a spec that is embedded in the run.
  var name: String?
  var spec: WorkflowTemplateSpec
  var place: TemplatePlace
}

/// `; did you mean "x"?` when a name is near, else nothing.
func suggestion(for name: String, among names: some Sequence<String>) -> String {
  Suggestion.nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
}
